package logfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"tend/internal/shortpath"
)

// state is what a file does with what it is given.
type state uint32

const (
	flowing state = iota
	hanging       // it has taken nothing for a while
	broken        // it refuses
)

// file is one file, and the goroutine that does everything with it.
type file struct {
	files *Files
	wake  chan struct{} // one slot: a Ring has changed
	asked chan struct{} // one slot: a Follower has come, or is to end
	ended chan struct{} // closed when the goroutine is over

	state    atomic.Uint32
	progress atomic.Uint64 // how often the disk has taken something
	told     atomic.Bool   // that something is wrong

	// Guarded by files.mu.
	spec      Spec
	width     int         // of the longest name
	followers []*Follower // replaced, never changed

	// All below belongs to live.
	out    io.WriteCloser // nil: not open
	opened Spec           // what it was opened as
	buffer []byte
	done   int       // how much of the buffer is in the file
	of     *Follower // who the buffer was read for
	torn   bool      // the last line in the file has no end yet
	faults int       // how often it has refused
}

func newFile(fs *Files) *file {
	return &file{files: fs, wake: make(chan struct{}, 1), asked: make(chan struct{}, 1), ended: make(chan struct{})}
}

// live is the life of the file: from the first Follower to the end of the last.
func (f *file) live() {
	defer close(f.ended)
	for {
		spec, width, followers := f.wanted()
		more, err := f.round(spec, width, followers)
		if err != nil {
			f.fail(followers, err)
		}
		left := f.dismiss(followers, err)
		switch {
		case left == 0 && f.over():
			return
		case err != nil && left > 0:
			f.rest()
		case !more && left > 0:
			f.idle()
			select {
			case <-f.wake:
			case <-f.asked:
			}
		}
	}
}

func (f *file) wanted() (spec Spec, width int, followers []*Follower) {
	f.files.mu.Lock()
	defer f.files.mu.Unlock()
	return f.spec, f.width, f.followers
}

// round writes a piece for each Follower, of which there is at least one, and
// reports whether there is more.
func (f *file) round(spec Spec, width int, followers []*Follower) (more bool, err error) {
	if err := f.flush(spec); err != nil { // what a failure has left
		return false, err
	}
	for _, fo := range followers {
		if !fo.joined {
			fo.joined, fo.leave = true, fo.Ring.Watch(f.wake)
		}
		var rest bool
		f.of = fo
		f.buffer, rest = fo.read(f.buffer, width, f.faults)
		more = more || rest
		if err := f.flush(spec); err != nil {
			return false, err
		}
	}
	if !more && state(f.state.Load()) == flowing {
		f.recovered(followers[0])
	}
	return more, nil
}

// flush writes what is in the buffer, in whole lines.
func (f *file) flush(spec Spec) error {
	if len(f.buffer) == 0 {
		return nil
	}
	if f.out != nil && f.opened != spec {
		f.close()
	}
	for f.done < len(f.buffer) {
		if err := f.reopen(spec); err != nil {
			return err
		}
		part := head(f.buffer[f.done:])
		n, err := f.out.Write(part)
		if n > 0 {
			f.done += n
			f.torn = part[n-1] != '\n'
			f.progress.Add(1)
			f.state.Store(uint32(flowing))
		}
		if errors.Is(err, errReplaced) {
			f.replaced(f.of)
			f.close()
			continue // in a new one
		}
		if err == nil && n < len(part) {
			err = io.ErrShortWrite
		}
		if err != nil {
			return err
		}
	}
	f.buffer, f.done = f.buffer[:0], 0
	if f.of != nil {
		f.of.wrote()
	}
	return nil
}

// reopen opens the file, unless it is open.
func (f *file) reopen(spec Spec) error {
	if f.out != nil {
		return nil
	}
	out, torn, err := f.files.open(spec)
	if err != nil {
		return err
	}
	f.out, f.opened = out, spec
	if torn && !f.torn { // by somebody else
		f.buffer = slices.Insert(f.buffer, f.done, '\n')
	}
	return nil
}

// head is what is written at once: as many whole lines as possible.
func head(text []byte) []byte {
	if len(text) <= mostWrite {
		return text
	}
	if i := bytes.LastIndexByte(text[:mostWrite], '\n'); i >= 0 {
		return text[:i+1]
	}
	return text[:mostWrite]
}

// fail takes in that the file refuses. Nobody waits for it any more.
func (f *file) fail(followers []*Follower, err error) {
	f.faults++
	f.state.Store(uint32(broken))
	for _, fo := range followers {
		fo.gate.open()
	}
	by := f.of
	if by == nil {
		by = followers[0]
	}
	f.refused(by, err)
	if f.out != nil {
		_ = f.out.Close() // that it is broken has been said
		f.out = nil
	}
}

// rest leaves the file alone for a while, unless somebody wants something.
func (f *file) rest() {
	timer := time.NewTimer(retryAfter)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-f.asked:
	}
}

// idle gives back memory before a wait.
func (f *file) idle() {
	if cap(f.buffer) > keepBuffer {
		f.buffer = nil
	}
}

// dismiss lets those go that have come to their end, with err if the file
// refuses, and returns how many are left.
func (f *file) dismiss(followers []*Follower, err error) (left int) {
	for _, fo := range followers {
		switch until := fo.until.Load(); {
		case until == 0, err == nil && !fo.through():
			left++
			continue
		case err != nil:
			f.giveUp(fo, until, err)
		}
		if fo.joined {
			fo.leave()
		}
		f.files.mu.Lock()
		f.followers = slices.DeleteFunc(slices.Clone(f.followers), func(o *Follower) bool { return o == fo })
		f.files.mu.Unlock()
		close(fo.done)
	}
	return left
}

// giveUp lets a Follower end whose last lines cannot be written.
func (f *file) giveUp(fo *Follower, until int64, err error) {
	lines := until - fo.next
	if f.of == fo && len(f.buffer) > 0 {
		lines += int64(bytes.Count(f.buffer[f.done:], newline))
		f.buffer, f.done, f.of = f.buffer[:0], 0, nil
		if f.torn { // what others write begins on a line of its own
			f.buffer = append(f.buffer, '\n')
		}
	}
	if lines > 0 {
		f.givenUp(fo, lines, err)
	}
}

// over closes the file and takes it out of the list, unless somebody has come
// meanwhile.
func (f *file) over() bool {
	f.close()
	f.files.mu.Lock()
	defer f.files.mu.Unlock()
	if len(f.followers) > 0 {
		return false
	}
	delete(f.files.byPath, f.spec.Path)
	return true
}

// close closes the file after all went well.
func (f *file) close() {
	if f.out == nil {
		return
	}
	if err := f.out.Close(); err != nil {
		f.files.forfeit(fmt.Errorf("cannot close %s, whose last lines may be missing: %w", shortpath.FromHere(f.opened.Path), cause(f.opened.Path, err)))
	}
	f.out = nil
}

// hang takes in that the disk does nothing, unless it has just done something.
func (f *file) hang(fo *Follower) {
	if f.state.CompareAndSwap(uint32(flowing), uint32(hanging)) {
		f.stalled(fo)
	}
}

// await waits until done is closed. It returns false when stop is closed, or
// the disk has taken nothing for so long.
func (f *file) await(done, stop <-chan struct{}, patience time.Duration) bool {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	for seen := f.progress.Load(); ; {
		select {
		case <-done:
			return true
		default:
		}
		select {
		case <-done:
			return true
		case <-stop:
			return false
		case <-timer.C:
		}
		now := f.progress.Load()
		if now == seen {
			return false
		}
		seen = now
		timer.Reset(patience)
	}
}
