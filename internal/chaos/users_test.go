//go:build linux

package chaos

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// publish puts this test binary into a folder, lets everybody enter that, and
// returns where it is: the folders that it is built in are closed to others.
func publish(dir string) (string, error) {
	path := filepath.Join(dir, "chaos.test")
	from, err := os.Open("/proc/self/exe")
	if err != nil {
		return "", err
	}
	defer from.Close() // nothing was written
	to, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o755)
	if err != nil {
		return "", err
	}
	if _, err := io.Copy(to, from); err != nil {
		return "", err
	}
	if err := to.Close(); err != nil {
		return "", err
	}
	// Whatever mask files are made with here.
	return path, errors.Join(os.Chmod(path, 0o755), os.Chmod(filepath.Join(dir, "tend"), 0o755), os.Chmod(dir, 0o711))
}

// stranger is a user who may do nothing special and runs nothing else. Only root
// can become one: others skip the test.
func stranger(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root, to become somebody who may do less")
	}
	const id = 54331 // nobody's
	return &syscall.Credential{Uid: id, Gid: id}
}

// chownTo gives a file to a user.
func chownTo(path string, to *syscall.Credential) error {
	return os.Chown(path, int(to.Uid), int(to.Gid))
}
