package proctable

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
)

func pids(procs []Proc) string {
	var out []int
	for _, p := range procs {
		out = append(out, p.PID)
	}
	return fmt.Sprint(out)
}

func TestFamilyFollowsGroupSessionParentsAndStrays(t *testing.T) {
	table := New([]Proc{
		{PID: 50, PPID: 1, PGID: 50, SID: 50},                // a stranger
		{PID: 10, PPID: 2, PGID: 10, SID: 10},                // the leader
		{PID: 11, PPID: 10, PGID: 10, SID: 10},               // its group
		{PID: 12, PPID: 1, PGID: 12, SID: 10},                // its session, the parent gone
		{PID: 13, PPID: 11, PGID: 13, SID: 13},               // a session of its own, by its parent
		{PID: 14, PPID: 13, PGID: 14, SID: 14},               // and what that has started
		{PID: 15, PPID: 2, PGID: 15, SID: 15},                // a stray
		{PID: 16, PPID: 15, PGID: 16, SID: 16},               // and what that has started
		{PID: 17, PPID: 10, PGID: 10, SID: 10, Zombie: true}, // not there any more
		{PID: 60, PPID: 50, PGID: 50, SID: 50},               // a stranger's child
	})
	stray := func(p Proc) bool { return p.PID == 15 }
	got := table.Family(10, stray)
	if pids(got) != "[10 11 12 15 13 16 14]" {
		t.Errorf("the family: %s", pids(got))
	}
	if got := pids(table.Children(2)); got != "[10 15]" {
		t.Errorf("the children of 2: %s", got)
	}
	if p, ok := table.Find(13); !ok || p.PPID != 11 {
		t.Errorf("13: %+v, %t", p, ok)
	}
	if _, ok := table.Find(99); ok {
		t.Error("found what is not there")
	}
}

func TestReadFindsThisProcess(t *testing.T) {
	table, err := new(Walker).Fresh()
	if err != nil {
		if errors.Is(err, errors.ErrUnsupported) {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	self, ok := table.Find(os.Getpid())
	Complete(&self)
	if !ok || self.PPID != os.Getppid() || self.RSS == 0 || self.Start == 0 || self.Zombie {
		t.Fatalf("%+v, %t", self, ok)
	}
	one, err := ReadOne(os.Getpid())
	if err != nil || one.Start != self.Start || one.SID != self.SID {
		t.Fatalf("%+v, %v; the table says %+v", one, err, self)
	}
	if _, err := ReadOne(1 << 30); !errors.Is(err, ErrGone) {
		t.Errorf("a PID that cannot be: %v", err)
	}
	if n, err := OpenFiles(os.Getpid()); err != nil || n < 3 {
		t.Errorf("%d open files, %v", n, err)
	}
	if n, err := OpenFiles(1 << 30); err != nil || n != 0 {
		t.Errorf("open files of nobody: %d, %v", n, err)
	}
}

// TestFreshIsNeverOlderThanTheCall starts a process and looks for it, from many
// goroutines at once.
func TestFreshIsNeverOlderThanTheCall(t *testing.T) {
	var w Walker
	var callers sync.WaitGroup
	for range 16 {
		callers.Go(func() {
			for range 5 {
				child, err := os.StartProcess("/bin/sh", []string{"sh", "-c", "read x"}, &os.ProcAttr{})
				if err != nil {
					t.Error(err)
					return
				}
				table, err := w.Fresh()
				if err != nil {
					t.Error(err)
				} else if _, ok := table.Find(child.Pid); !ok {
					t.Errorf("process %d had been started before the call and is not in the table", child.Pid)
				}
				if err := child.Kill(); err != nil {
					t.Error(err)
				}
				if _, err := child.Wait(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	callers.Wait()
}
