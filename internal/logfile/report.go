package logfile

import (
	"errors"
	"fmt"
	"io/fs"

	"tend/internal/shortpath"
)

// Trouble is reported once, and so is that it is over: f.told is set in between.

// refused reports that the file cannot be written.
func (f *file) refused(fo *Follower, err error) {
	if !f.told.Swap(true) {
		fo.Log.Error(fmt.Sprintf("cannot write %s to %s: %v; trying again every %v, the output on the screen is complete",
			fo.output(), shortpath.FromHere(fo.spec.Path), cause(fo.spec.Path, err), retryAfter))
	}
}

// stalled reports that the disk does nothing.
func (f *file) stalled(fo *Follower) {
	if !f.told.Swap(true) {
		fo.Log.Warn(fmt.Sprintf("cannot write %s to %s: the disk has done nothing for %v; not waiting for it any more, the output on the screen is complete",
			fo.output(), shortpath.FromHere(fo.spec.Path), hungAfter))
	}
}

// replaced reports that somebody has removed the file, or put another in its
// place. Nothing is lost but what they have removed.
func (f *file) replaced(fo *Follower) {
	if fo != nil {
		fo.Log.Warn(fmt.Sprintf("%s was removed, moved or replaced: %s goes on in a new one", shortpath.FromHere(fo.spec.Path), fo.output()))
	}
}

// recovered reports that all is well again, if it was not.
func (f *file) recovered(fo *Follower) {
	if f.told.Load() && f.told.Swap(false) {
		fo.Log.Info(fmt.Sprintf("%s is written to %s again", fo.output(), shortpath.FromHere(fo.spec.Path)))
	}
}

// output is what a file is for, in a sentence that follows the name of the
// process, if the file is of one.
func (fo *Follower) output() string {
	if fo.Shared {
		return "the output of the session"
	}
	return "its output"
}

// givenUp reports that lines will never be in the file.
func (f *file) givenUp(fo *Follower, lines int64, err error) {
	which, are := fmt.Sprintf("%d lines", lines), "are"
	if lines == 1 {
		which, are = "line", "is"
	}
	err = fmt.Errorf("the last %s of %s %s not in %s: %w", which, fo.Process, are, shortpath.FromHere(fo.spec.Path), cause(fo.spec.Path, err))
	fo.Log.Error(err.Error())
	f.files.forfeit(err)
}

// abandoned is the error of a file that hangs while everything else is over.
func (f *file) abandoned() error {
	f.files.mu.Lock()
	path := f.spec.Path
	f.files.mu.Unlock()
	return fmt.Errorf("gave up writing to %s, where the last lines are missing: the disk has done nothing for %v", shortpath.FromHere(path), patience)
}

// cause is an error without the path of the file, which the sentence has
// already.
func cause(path string, err error) error {
	if at := (*fs.PathError)(nil); errors.As(err, &at) && at.Path == path {
		return at.Err
	}
	return err
}
