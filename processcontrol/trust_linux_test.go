//go:build linux

package processcontrol

import (
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatAnybodyMayChangeIsNotExecutedSilently(t *testing.T) {
	var said lockedBuffer
	host := newTestHost(t)
	host.log = slog.New(slog.NewTextHandler(&said, nil))
	s := spec(t, "exit 0")
	program := filepath.Join(s.Dir, "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\nexit 0\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []os.FileMode{0o755, 0o757} {
		if err := os.Chmod(program, mode); err != nil {
			t.Fatal(err)
		}
		s.Command = []string{"./program"}
		c := controlOn(t, host, s)
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.untilState(t, Exited)
		if warned := strings.Contains(said.String(), "anybody may write "+program); warned != (mode == 0o757) {
			t.Errorf("%o: it said %s", mode, said.String())
		}
	}
}
