package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// readyFD is the descriptor on which a session in the background says that it
// answers: see inBackground.
const readyFD = 3

// background is what a session in the background has of whoever has started it.
type background struct {
	sys   *System
	ready *os.File // to say that it answers; closed then
	words *os.File // to say why it does not; closed then
}

// newBackground makes this process the session in the background, as far as that
// has not been done by whoever has started it. What is printed on standard error
// goes to them.
func newBackground(sys *System) (*background, error) {
	ready := inherited(readyFD)
	if ready == nil {
		return nil, usageError{errors.New("tend up --detach starts a session in the background, and nobody else does")}
	}
	words, err := duplicate(os.Stderr)
	if err != nil {
		return nil, fmt.Errorf("cannot go to the background: %w", err)
	}
	sys.Stderr = words
	return &background{sys: sys, ready: ready, words: words}, nil
}

// inherited returns a descriptor that is a pipe of whoever has started tend, for
// nobody else; nil if it is none.
func inherited(fd uintptr) *os.File {
	closeOnExec(fd)
	file := os.NewFile(fd, "ready")
	if file == nil {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return nil
	}
	return file
}

// settle takes the last of what it has from whoever has started it, but for what
// tells them: its log goes to a file beside its socket, and so does what the Go
// runtime has to say.
func (b *background) settle(socket string, log *ownLog) error {
	if log.file == nil {
		if err := log.open(logOf(socket), os.O_TRUNC); err != nil {
			return err
		}
	}
	if err := redirect(os.Stderr, log.file); err != nil {
		return fmt.Errorf("cannot go to the background: %w", err)
	}
	return nil
}

// answers tells whoever has started it that the session answers. It fails if they
// have gone: then nobody knows of it.
func (b *background) answers(session begun) error {
	text, err := json.Marshal(session)
	if err != nil {
		return err
	}
	b.sys.Stderr = os.Stderr
	closeErr := b.words.Close() // first: they read it to its end
	if _, err = b.ready.Write(text); err != nil {
		err = fmt.Errorf("whoever has started it has gone: %w", err)
	}
	return errors.Join(err, b.ready.Close(), closeErr)
}
