package tui

import (
	"tend/internal/logview"
	"tend/manager"
)

// changedMsg says that the snapshot, the journal or the output on the screen
// may have changed. It is delivered by one listener, which waits to be told to
// go on.
type changedMsg struct{ listener int }

// tickMsg says that a moment has come at which something shown changes.
type tickMsg struct{ tick int }

// reloadedMsg is what came of reading the configuration again.
type reloadedMsg struct {
	summary string
	err     error
}

// answerMsg is what the stack said to a command.
type answerMsg struct {
	command manager.Command
	err     error
}

// scannedMsg says that a scan of output is over.
type scannedMsg struct {
	scan int
	err  error
}

// exportedMsg says what came of copying lines, or of writing them to a file.
type exportedMsg struct {
	action Action
	lines  int
	err    error

	// What was to be written where, for Write.
	what logview.Extract
	name string
}

// openedMsg says that the editor or the pager has ended.
type openedMsg struct {
	program string
	err     error
}

// resumedMsg says that the program goes on after it was suspended, or why it
// could not be.
type resumedMsg struct{ err error }

// detailsMsg is what the stack said of a process.
type detailsMsg struct {
	name    string
	details manager.Details
	err     error
}

// consoleMsg says that the screen of the process that somebody is attached to
// is another one, or that something could not be typed.
type consoleMsg struct{ console *console }

// frameMsg says that there is time for a frame.
type frameMsg struct{}
