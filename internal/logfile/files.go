package logfile

import (
	"errors"
	"io"
	"slices"
	"sync"
	"time"
)

// Spec is a file that output goes to.
type Spec struct {
	Path string // absolute
	// MaxSize is how large it may become before it is rotated, in bytes: a
	// multiple of [Unit], and at least one.
	MaxSize int64
	Keep    int // how many rotated files stay, at least one
}

// Unit is what timberjack counts sizes in.
const Unit = 1 << 20

// The numbers that the writing is tuned by.
const (
	// piece is how much is read of a Ring at a time: enough for the cost of a
	// call not to count, little enough for a slow disk to show that it does
	// something.
	piece = 128 << 10
	// mostWrite is how much is written at a time. It has to be less than a
	// Unit: timberjack refuses what is larger than a whole file.
	mostWrite = 256 << 10
	// keepBuffer is how much memory a file keeps while it has nothing to do.
	keepBuffer = 64 << 10
	// hungAfter is how long a disk may do nothing before nobody waits for it.
	hungAfter = time.Second
	// retryAfter is how long a file that refuses is left alone.
	retryAfter = 5 * time.Second
	// patience is how long a disk may do nothing at the very end, when there is
	// nothing else left to do.
	patience = 5 * time.Second
)

// Opener opens a file for appending. torn reports that its last line has no
// end.
type Opener func(Spec) (w io.WriteCloser, torn bool, err error)

// Files are the files of a session.
type Files struct {
	open Opener

	mu     sync.Mutex
	byPath map[string]*file
	lost   []error // what is not in the files, and never will be
}

// New returns Files of which there are none yet. They cost nothing before one
// is followed into.
func New() *Files { return NewOn(open) }

// NewOn is New for another disk than the machine's, which tests need.
func NewOn(open Opener) *Files { return &Files{open: open, byPath: make(map[string]*file)} }

// Begin lets a Follower begin. It never waits.
func (fs *Files) Begin(fo *Follower) {
	fs.mu.Lock()
	f := fs.byPath[fo.spec.Path]
	fresh := f == nil
	if fresh {
		f = newFile(fs)
		fs.byPath[fo.spec.Path] = f
	}
	f.followers = append(slices.Clip(f.followers), fo)
	f.spec = fo.spec // of several the newest counts
	f.width = max(f.width, len(fo.Process))
	fs.mu.Unlock()

	fo.file.Store(f)
	if fresh {
		go f.live()
	}
	poke(f.asked)
}

// Close ends all Followers that have not been ended, and waits until the files
// are complete, as long as the disk does something. The error says what is not
// in them.
func (fs *Files) Close() error {
	fs.mu.Lock()
	var open []*file
	var followers []*Follower
	for _, f := range fs.byPath {
		open = append(open, f)
		followers = append(followers, f.followers...)
	}
	fs.mu.Unlock()

	for _, fo := range followers {
		fo.End()
	}
	var errs []error
	for _, f := range open {
		if !f.await(f.ended, nil, patience) {
			errs = append(errs, f.abandoned())
		}
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	return errors.Join(append(errs, fs.lost...)...)
}

// forfeit takes down what is lost for good.
func (fs *Files) forfeit(err error) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	fs.lost = append(fs.lost, err)
}

// poke leaves a mark in a channel of one slot, unless there is one already.
func poke(ch chan<- struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
