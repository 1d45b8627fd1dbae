// Package filewatch tells when files have changed.
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
	// they leave out is left out here.
	NoGitignore bool
	// Debounce is how long nothing must change before a change is told.
	Debounce time.Duration
}
