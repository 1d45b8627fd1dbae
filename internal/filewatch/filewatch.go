// Package filewatch tells when files have changed.
//
// A [Spec] names files, folders and globs. [Watch] follows them, whatever
// happens to them: what is not there yet is noticed when it comes, folders are
// followed into, and a file that an editor replaces is still the same file.
// Only folders are ever watched, and none that is ignored, so that a folder of
// dependencies costs nothing.
//
// Changes are told once nothing has changed for a while: a thousand files that
// a checkout replaces are one change.
package filewatch

import "time"

// Spec says which files are watched.
type Spec struct {
	// Root is the absolute folder that paths and patterns start from.
	Root string
	// Paths are files, folders (with all below them) or globs, in which ** is
	// any number of folders.
	Paths []string
	// Ignore are patterns, as in a .gitignore file, of what is left out.
	Ignore []string
	// NoGitignore makes .gitignore files count for nothing. Otherwise what
	// they leave out is left out here, but for files that Paths names.
	NoGitignore bool
	// Debounce is how long nothing must change before a change is told; 0
	// means [DefaultDebounce].
	Debounce time.Duration
}

// DefaultDebounce is longer than an editor takes to save a file, and short
// enough not to be noticed.
const DefaultDebounce = 200 * time.Millisecond

// Change is what has changed since the last time.
type Change struct {
	// Paths are some of the files, relative to the root where they are below
	// it, in the order in which they changed.
	Paths []string
	// More is how many others there are.
	More int
	// Lost is set if the kernel could not keep up: more files may have changed.
	Lost bool
}
