package cli

import (
	"errors"
	"os/exec"
	"strconv"
)

// exitStatus is the exit code behind an error of os/exec.
func exitStatus(err error) string {
	var status *exec.ExitError
	if errors.As(err, &status) {
		return strconv.Itoa(status.ExitCode())
	}
	return err.Error()
}
