package processcontrol

import (
	"fmt"
	"os"
	"strconv"
	"syscall"
	"testing"

	"tend/internal/proctable"
)

func TestHolderOfAnotherUserIsNotEnded(t *testing.T) {
	const portVar, pidVar = "TEND_TEST_PORT", "TEND_TEST_PID"
	if os.Getenv(scarceVar) == "" {
		if os.Getuid() != 0 {
			t.Skip("needs root, to become somebody else")
		}
		pid, port := stranger(t, "listen 127.0.0.1:0")
		t.Setenv(portVar, strconv.Itoa(port))
		t.Setenv(pidVar, strconv.Itoa(pid))
	}
	const nobody = 54321
	if !scarce(t, &syscall.Credential{Uid: nobody, Gid: nobody}) {
		return
	}
	port, _ := strconv.Atoi(os.Getenv(portVar))
	pid, _ := strconv.Atoi(os.Getenv(pidVar))
	host := newTestHost(t)
	e := takenBy(t, host, 0, port)
	if want := fmt.Sprintf("port %d is taken already, by a process of user root", port); e.Error() != want {
		t.Errorf("%v; want %s", e, want)
	}
	p, err := proctable.ReadOne(pid)
	if err != nil {
		t.Fatal(err)
	}
	e.PID, e.Started = pid, p.Start // from a better view
	want := fmt.Sprintf("cannot free port %d: process %d may not be ended: it belongs to another user", port, pid)
	if err := host.EndHolder(t.Context(), e); err == nil || err.Error() != want {
		t.Errorf("%v; want %s", err, want)
	}
	if !alive(pid) {
		t.Error("it was ended")
	}
}
