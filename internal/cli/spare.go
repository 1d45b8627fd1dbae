package cli

import (
	"context"
	"fmt"
	"os"
	"sync"

	"tend/manager"
)

const (
	// spareFiles is how many descriptors are kept for the end of a session: to
	// find out what is left takes a few at a time.
	spareFiles = 16
	// leastFiles is how many descriptors have to be free at the beginning: those,
	// and what tend needs beside its processes.
	leastFiles = 48
)

// spare are descriptors that nobody else is to use up.
type spare struct {
	files []*os.File
	once  sync.Once
}

// keepSpare takes descriptors while there are some. It fails if there are so few
// that tend cannot do its work.
func keepSpare() (*spare, error) {
	s := &spare{}
	for len(s.files) < leastFiles {
		file, err := os.Open(os.DevNull)
		if err != nil {
			s.keep(0)
			return nil, fmt.Errorf("tend needs %d open files beside those that it has got, and may not have so many (see ulimit -n): %w", leastFiles, err)
		}
		s.files = append(s.files, file)
	}
	s.keep(spareFiles)
	return s, nil
}

// keep closes all but n.
func (s *spare) keep(n int) {
	for _, file := range s.files[n:] {
		_ = file.Close() // of the null device
	}
	s.files = s.files[:n]
}

// release gives the descriptors to whoever needs them. It may be called again.
func (s *spare) release() { s.once.Do(func() { s.keep(0) }) }

// releaseAtEnd releases them as soon as the session ends, which it does at the
// latest when ctx does: from then on nothing is started any more.
func (s *spare) releaseAtEnd(ctx context.Context, m *manager.Manager) {
	defer s.release()
	for changes := m.Changes(ctx); m.Snapshot().Phase == manager.Up; {
		select {
		case <-changes:
		case <-ctx.Done():
			return
		}
	}
}
