package logring

import "time"

// Stream says where a line came from.
type Stream uint8

const (
	Stdout Stream = iota // standard output, or everything a terminal shows
	Stderr               // standard error of a process on pipes
	Note                 // written by tend itself: starts, exits, losses
)

// String returns the stream's usual name.
func (s Stream) String() string {
	switch s {
	case Stdout:
		return "stdout"
	case Stderr:
		return "stderr"
	default:
		return "note"
	}
}

// Line is one line of output, ready to be shown.
type Line struct {
	// Number is the line's position in everything the process ever wrote,
	// counted from 1. It is never used twice. A partial line has the number
	// that it would get now: another stream may be first to take it.
	Number int64
	// Time is when the block of output that holds the line arrived.
	Time time.Time
	// Stream is where it came from.
	Stream Stream
	// Text is the line without its end. It holds printable UTF-8, tabs
	// expanded, and SGR (colour) sequences; nothing in it can move a cursor.
	Text string
	// Partial is set for the last line of a stream while it has no end yet:
	// its text may still grow.
	Partial bool
}

// Page is a range of lines with what a reader needs to place it.
type Page struct {
	// First and Next bound what the ring holds at the moment of reading:
	// the number of the oldest line kept, and one more than the newest
	// complete line. First == Next means that no complete line is kept.
	First, Next int64
	// Lines are in order, complete ones first, then partial ones.
	Lines []Line
	// DroppedLines and DroppedBytes count what had to give way to newer output.
	DroppedLines, DroppedBytes int64
}
