package proctable

import (
	"bufio"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Whoever hops from process to process, each ending once it has started the
// next, is in every table.
func TestNobodyHidesByForking(t *testing.T) {
	// Whoever takes in orphans otherwise may be slow at it.
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
	// Should the test be killed, it ends by itself one day.
	const hop = `[ $1 = 0 ] || sh -c "$0" "$0" $(($1 - 1)) &`
	hopper := exec.Command("sh", "-c", "echo $$; "+hop, hop, "100000")
	hopper.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	stdout, err := hopper.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := hopper.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	session, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hopper.Wait()
		_ = unix.Kill(-session, unix.SIGKILL) // nobody forks while the kernel signals a group
		for {
			if _, err := unix.Wait4(-session, nil, 0, nil); err == unix.ECHILD {
				break
			}
		}
		if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); err != nil {
			t.Error(err)
		}
	})
	var table *Table
	for range 10 {
		if table, err = Reread(table); err != nil {
			t.Fatal(err)
		}
		if len(table.Family(session, func(Proc) bool { return false })) == 0 && !table.Partial() {
			t.Fatal("there is a process, and the table does not show it")
		}
	}
}

// Strangers who come and go all the time keep nobody from knowing that nothing is
// left.
func TestStrangersWhoForkWithoutAPauseHideNothing(t *testing.T) {
	var storms sync.WaitGroup
	stop := make(chan struct{})
	for range 3 {
		storms.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if err := exec.Command("true").Run(); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	const reads = 200
	partial := 0
	for range reads {
		table, err := Read()
		if err != nil {
			t.Error(err)
			break
		}
		if table.Partial() {
			partial++
		}
	}
	close(stop)
	storms.Wait()
	t.Logf("%d of %d tables are not whole", partial, reads)
	if partial > reads/2 {
		t.Errorf("%d of %d tables are not whole", partial, reads)
	}
}
