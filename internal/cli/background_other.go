//go:build !linux && !darwin

package cli

import (
	"errors"
	"os"
	"os/exec"
)

var errNoBackground = errors.New("there are no sessions in the background on this platform")

func backgroundCommand(*System, []string) (*exec.Cmd, error) { return nil, errNoBackground }

func closeOnExec(uintptr) {}

func duplicate(*os.File) (*os.File, error) { return nil, errNoBackground }

func redirect(_, _ *os.File) error { return errNoBackground }
