package logfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/DeRuina/timberjack"
)

// open opens a file for appending, and makes it and its folders if they are not
// there. torn reports that its last line has no end: somebody was interrupted.
//
// What can be refused is refused here, before timberjack has a look: its errors
// do not say of which kind they are, and what it cannot open it moves out of
// the way, be it a folder or a device.
func open(spec Spec) (w io.WriteCloser, torn bool, err error) {
	if err := os.MkdirAll(filepath.Dir(spec.Path), 0o700); err != nil {
		return nil, false, fmt.Errorf("cannot make its folder: %w", err)
	}
	info, err := os.Stat(spec.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, false, err
	case info.IsDir():
		return nil, false, errors.New("it is a folder: name a file")
	case !info.Mode().IsRegular():
		return nil, false, errors.New("it is not a regular file, and could not be rotated: name another one")
	}
	probe, err := os.OpenFile(spec.Path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, false, err
	}
	if err := probe.Close(); err != nil {
		return nil, false, err
	}
	return &onDisk{Logger: &timberjack.Logger{
		Filename: spec.Path, MaxSize: int(spec.MaxSize / Unit), MaxBackups: spec.Keep,
		FileMode: 0o600, Compression: "none",
	}}, isTorn(spec.Path), nil
}

// onDisk is an open file. What is written to a file that has been removed, with
// its folder or alone, is gone as soon as it is closed: that is refused instead,
// with errReplaced. One that is put aside by somebody else is full.
type onDisk struct {
	*timberjack.Logger
	// last is the file as it was found after the last write, which may have
	// rotated it; nil if it was not found, or before the first.
	last fs.FileInfo
}

var errReplaced = errors.New("it is not where it was")

func (d *onDisk) Write(p []byte) (int, error) {
	if d.last != nil {
		now, err := os.Stat(d.Filename)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(now, d.last) {
			return 0, errReplaced
		}
	}
	n, err := d.Logger.Write(p)
	d.last, _ = os.Stat(d.Filename) // the next write will tell what is wrong
	return n, err
}

// isTorn reports whether the last line of a file has no end. One that cannot be
// read is taken as whole: it is to be written, not read.
func isTorn(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close() // nothing was written: there is nothing to lose
	var last [1]byte
	if _, err := file.Seek(-1, io.SeekEnd); err != nil {
		return false // it is empty
	}
	_, err = io.ReadFull(file, last[:])
	return err == nil && last[0] != '\n'
}
