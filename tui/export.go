package tui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logview"
)

// This is where lines leave the screen: for the clipboard, for another program
// in a file of its own, or for a file that somebody names. They pass by in
// pieces, however many there are; only what is copied is ever in memory.

// mostCopied bounds what is copied, in bytes.
const mostCopied = 1 << 20

var errTooMuch = errors.New("that is too much for the clipboard")

// export counts the lines that are written and remembers where to.
type export struct {
	out   io.Writer
	lines int
	path  string // of a file that is removed after use; "" for none
}

func (e *export) Write(p []byte) (int, error) {
	n, err := e.out.Write(p)
	e.lines += bytes.Count(p[:n], []byte{'\n'})
	return n, err
}

// remove removes the file that is only there to be looked at.
func (e *export) remove() {
	if e != nil && e.path != "" {
		os.Remove(e.path) // it is in the folder for such files: nothing hangs on it
	}
}

// bounded is a buffer that does not take everything.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > mostCopied {
		return 0, errTooMuch
	}
	return b.Buffer.Write(p)
}

// copyLines puts lines into the clipboard. Where they are too many, instead
// says what else one may do.
func copyLines(ctx context.Context, stack Stack, what logview.Extract, put putText, instead string) tea.Cmd {
	return func() tea.Msg {
		var text bounded
		e := &export{out: &text}
		err := stack.WriteLogs(ctx, e, what)
		if err == nil && e.lines > 0 {
			err = put(ctx, text.String())
		}
		if errors.Is(err, errTooMuch) {
			err = fmt.Errorf("%w: %s", errTooMuch, instead)
		}
		return exportedMsg{action: Copy, lines: e.lines, err: err}
	}
}

// writeScratch writes lines to a file that nobody else can read, for a program
// to show.
func writeScratch(ctx context.Context, stack Stack, what logview.Extract, e *export, action Action) tea.Cmd {
	return func() tea.Msg {
		file, err := os.CreateTemp("", "tend-*.log") // for its owner only
		if err == nil {
			e.out, e.path = file, file.Name()
			err = errors.Join(stack.WriteLogs(ctx, e, what), file.Close())
		}
		if err != nil {
			e.remove()
			err = fmt.Errorf("cannot open lines: %w", err)
		}
		return exportedMsg{action: action, lines: e.lines, err: err}
	}
}

// openFile is os.OpenFile, or what a test has in its place.
type openFile func(name string, flag int, mode os.FileMode) (*os.File, error)

// writeFile writes lines to a file. One that is there is written over only if
// that has been asked for.
func writeFile(ctx context.Context, stack Stack, open openFile, what logview.Extract, name string, over bool) tea.Cmd {
	return func() tea.Msg {
		done := exportedMsg{action: Write, what: what, name: name}
		flag := os.O_EXCL
		if over {
			flag = os.O_TRUNC
		}
		path, err := expand(name)
		var file *os.File
		if err == nil {
			file, err = open(path, os.O_WRONLY|os.O_CREATE|flag, 0o666)
		}
		if err == nil {
			e := &export{out: file}
			err = errors.Join(stack.WriteLogs(ctx, e, what), file.Close())
			done.lines = e.lines
			if err != nil && !over {
				os.Remove(file.Name()) // a part of it is worse than nothing
			}
		}
		if err != nil {
			done.err = fmt.Errorf("cannot write lines: %w", err)
		}
		return done
	}
}
