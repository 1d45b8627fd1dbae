//go:build !linux && !darwin

package leash

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
)

// Terminal is the modes of a terminal.
type Terminal struct{}

// Modes knows none on this platform.
func Modes(*os.File) *Terminal { return nil }

// Leash is nothing on this platform, where tend starts nothing either.
type Leash struct{}

// Hold starts nothing.
func Hold(*slog.Logger, Session, *os.File, func() *exec.Cmd) *Leash { return &Leash{} }

func (*Leash) Born(Leader)                 {}
func (*Leash) Gone(Process)                {}
func (*Leash) Helpers() []Process          { return nil }
func (*Leash) Orphans(string) (int, error) { return 0, nil }
func (*Leash) Close()                      {}

// Run fails: nobody starts a helper here.
func Run() error { return errors.ErrUnsupported }
