package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"tend/internal/shortpath"
)

// ownLog is the file that tend's own log is appended to.
type ownLog struct {
	file *os.File // nil until it is opened: lines are kept for then
	// trouble is told when the file begins to refuse, and with nil when it takes
	// lines again. It must not log to the file.
	trouble func(error)

	mu   sync.Mutex
	kept []byte // for a file that is not open yet
	torn bool   // the last line in the file has no end
	lost int    // lines that are not in the file
	err  error  // with which it refuses now
	last error  // with which it has refused
}

// open opens the file for appending, with further flags of [os.OpenFile], and
// writes what has been kept for it.
func (l *ownLog) open(path string, flags int) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND|flags, 0o600)
	if err != nil {
		return usageError{fmt.Errorf("cannot write tend's log: %w", err)}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.file = file
	if len(l.kept) > 0 {
		_ = l.write(l.kept) // if it is refused, that is told at the end
		l.kept = nil
	}
	return nil
}

// Write writes a line. One that is refused is lost, and counted.
func (l *ownLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	before := l.err
	err := l.write(line)
	l.mu.Unlock()
	if (err == nil) != (before == nil) {
		l.trouble(err)
	}
	return len(line), nil // who logs can do nothing about it
}

func (l *ownLog) write(line []byte) error {
	if l.file == nil {
		l.kept = append(l.kept, line...)
		return nil
	}
	text := line
	if l.torn {
		text = append([]byte("\n"), line...)
	}
	n, err := l.file.Write(text)
	if n > 0 {
		l.torn = text[n-1] != '\n'
	}
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		err = at.Err // who reads it knows the path
	}
	if l.err = err; err != nil {
		l.last = err
		l.lost++
	}
	return err
}

// Close closes the file. The error says what is not in it.
func (l *ownLog) Close() error {
	if l.file == nil {
		return nil // it has not come to that
	}
	closeErr := l.file.Close()
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.lost > 0:
		return fmt.Errorf("%d lines of tend's own log are not in %s: %w", l.lost, shortpath.FromHere(l.file.Name()), l.last)
	case closeErr != nil:
		return fmt.Errorf("cannot close tend's own log: %w", closeErr)
	}
	return nil
}
