package cli

import (
	"context"
	"io/fs"
	"os"
	"slices"
	"time"
)

// stamps are what the kernel says of files, in their order: who writes one
// changes its stamp. That of a file that is not there is nil.
type stamps []fs.FileInfo

func stampsOf(files []string) stamps {
	all := make(stamps, len(files))
	for i, file := range files {
		if info, err := os.Stat(file); err == nil {
			all[i] = info
		}
	}
	return all
}

// same reports whether nobody has written any of the files in between.
func (s stamps) same(other stamps) bool {
	return slices.EqualFunc(s, other, func(a, b fs.FileInfo) bool {
		if a == nil || b == nil {
			return a == nil && b == nil
		}
		return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
	})
}

// young reports whether one of the files was written just now.
func (s stamps) young() bool {
	return slices.ContainsFunc(s, func(info fs.FileInfo) bool {
		return info != nil && time.Since(info.ModTime()).Abs() < settled
	})
}

// settle waits until nobody has written the files for a while, or ctx ends, and
// returns how they are then.
func settle(ctx context.Context, files []string) stamps {
	now := stampsOf(files)
	for now.young() {
		wait := time.NewTimer(settled)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return now
		}
		before := now
		if now = stampsOf(files); now.same(before) {
			break // whatever the clock says
		}
	}
	return now
}
