// Package tendtest runs the built tend in a terminal. Tests and benchmarks of the
// whole program use it, and nothing else does.
package tendtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Build builds tend with some flags of go build, in a folder of its own under
// the temporary one. The caller calls remove when it is not needed any more; the
// folder is free to hold more until then.
func Build(flags ...string) (binary string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "tend-test-")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(dir) } // what is left is in the temporary folder
	binary = filepath.Join(dir, "tend")
	build := exec.Command("go", append(append([]string{"build", "-o", binary}, flags...), "tend")...)
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		remove()
		return "", nil, fmt.Errorf("cannot build tend: %w", err)
	}
	return binary, remove, nil
}
