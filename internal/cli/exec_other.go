//go:build !unix

package cli

import (
	"errors"
	"os"
	"os/exec"
)

// become runs a program, and returns its exit code.
func become(program string, argv, environ []string) error {
	cmd := &exec.Cmd{Path: program, Args: argv, Env: environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err := cmd.Run()
	var status *exec.ExitError
	if errors.As(err, &status) {
		return exitCode(status.ExitCode())
	}
	return err
}
