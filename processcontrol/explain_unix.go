//go:build linux || darwin

package processcontrol

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// lookPath finds the program of spec in the PATH that the process will have,
// which need not be tend's. Relative names count from the working folder.
func lookPath(spec *Spec) (string, error) {
	if len(spec.Command) == 0 || spec.Command[0] == "" {
		return "", errors.New("there is no command")
	}
	name := spec.Command[0]
	if strings.Contains(name, "/") {
		return name, nil // execve tells what is wrong with it
	}
	path := ""
	for _, entry := range spec.Env {
		if value, ok := strings.CutPrefix(entry, "PATH="); ok {
			path = value
		}
	}
	for _, dir := range filepath.SplitList(path) {
		file := filepath.Join(dir, name)
		if !filepath.IsAbs(file) {
			file = filepath.Join(spec.Dir, file)
		}
		if unix.Access(file, unix.X_OK) == nil {
			if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
				return file, nil
			}
		}
	}
	if err := checkDir(spec.Dir); err != nil {
		return "", err
	}
	return "", fmt.Errorf("program %q is not in its PATH", name)
}

// explainStart turns what fork and exec say into what a person can act on.
// execve reports a missing working folder, program or interpreter with the
// same number.
func explainStart(spec *Spec, err error) error {
	if err == nil {
		return nil
	}
	if dirErr := checkDir(spec.Dir); dirErr != nil {
		return dirErr
	}
	name := spec.Command[0]
	info, statErr := os.Stat(programFile(spec, name))
	switch {
	case errors.Is(err, unix.EAGAIN):
		return fmt.Errorf("no more processes allowed here (see ulimit -u): %w", err)
	case errors.Is(err, unix.EMFILE):
		return fmt.Errorf("too many open files (see ulimit -n): %w", err)
	case errors.Is(err, unix.E2BIG):
		return fmt.Errorf("its arguments and environment are too long: %w", err)
	case errors.Is(statErr, fs.ErrNotExist) && strings.Contains(name, "/"):
		return fmt.Errorf("program %s does not exist", name)
	case statErr == nil && info.IsDir():
		return fmt.Errorf("program %s is a folder", name)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("program %s may not be executed", name)
	case errors.Is(err, unix.ENOEXEC):
		return fmt.Errorf("program %s is neither a binary for this machine nor a script with a #! line", name)
	case errors.Is(err, fs.ErrNotExist) && statErr == nil:
		return fmt.Errorf("the interpreter that program %s names does not exist", name)
	}
	return err
}

func programFile(spec *Spec, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(spec.Dir, name)
}

func checkDir(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("working folder %s does not exist", dir)
	case err != nil:
		return fmt.Errorf("working folder %s: %w", dir, err)
	case !info.IsDir():
		return fmt.Errorf("working folder %s is not a folder", dir)
	case unix.Access(dir, unix.X_OK) != nil:
		return fmt.Errorf("working folder %s may not be entered", dir)
	}
	return nil
}
