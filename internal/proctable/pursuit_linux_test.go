package proctable

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// Whoever begins another session with every process it starts, and ends, can be
// signalled neither by its group nor by its number: both are gone too soon.
func TestWhoForksWithoutAPauseIsCaught(t *testing.T) {
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip(err)
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); err != nil {
			t.Error(err)
		}
	}()
	const hop = `[ $1 = 0 ] || setsid sh -c "$0" "$0" $(($1 - 1)) &`
	const mark = "TEND_PURSUIT_TEST="
	hopper := exec.Command("sh", "-c", hop, hop, "100000")
	hopper.Env = append(os.Environ(), mark+"1")
	if err := hopper.Run(); err != nil {
		t.Fatal(err)
	}
	marked := func(p Proc) bool {
		entry, _ := EnvironEntry(p.PID, mark)
		return entry != ""
	}
	var pursuit Pursuit
	caught := 0
	for known, left := false, 1; left > 0 || !known; {
		table, err := Read()
		if err != nil {
			t.Fatal(err)
		}
		known = !table.Partial()
		var found []Proc
		for _, p := range table.Children(os.Getpid()) {
			if p.Zombie {
				_, _ = unix.Wait4(p.PID, nil, unix.WNOHANG, nil)
			} else if _, told := EnvironEntry(p.PID, mark); told {
				found = append(found, p)
			} else {
				known = false
			}
		}
		left = len(found)
		n, err := pursuit.After(found, known, marked)
		if err != nil {
			t.Fatal(err)
		}
		caught += n
	}
	if caught == 0 {
		t.Error("it has ended by itself")
	}
}
