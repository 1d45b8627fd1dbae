// Package shortpath shows paths the way a person who stands in a folder says
// them.
package shortpath

import (
	"os"
	"path/filepath"
)

// FromHere returns the path relative to the working folder of this program
// where that is shorter, and else as it is.
func FromHere(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
