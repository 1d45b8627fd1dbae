package processcontrol

import (
	"os"
	"testing"

	"tend/internal/proctable"
)

func TestDaemonWithAClearedEnvironmentIsKnownByItsPIDFile(t *testing.T) {
	eachContainment(t, func(t *testing.T, role string, contain func(*watched)) {
		c := control(t, daemonSpec(t, role, "TEND_TEST_HOLD=1"))
		contain(c)
		c.host.Measure()
		got := c.untilDaemon(t)
		pid := c.writtenPID(t)
		if entry, _ := proctable.EnvironEntry(pid, cookieVar); got.PID != pid || entry != "" {
			t.Errorf("the daemon is %d, with %q in its environment; %+v", pid, entry, got)
		}
		c.host.measure()
		if usage := c.Snapshot().Usage; usage.Processes != 1 {
			t.Errorf("%+v", usage)
		}
		if owner := c.host.families.nameIn(c.host.families.ownerOf(current(proctable.Proc{PID: pid}))); owner != c.name {
			t.Errorf("it belongs to %q", owner)
		}
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if exit := c.Snapshot().Exit; exit.Code != 5 || !c.wasAsked() || alive(pid) {
			t.Errorf("%+v; asked %t, alive %t", exit, c.wasAsked(), alive(pid))
		}
	}, "leave-session 0 write-pid daemon.pid heed 5", "daemonise 0 write-pid daemon.pid heed 5")
}

func TestWhatADaemonWithAClearedEnvironmentHasStartedDoesNotSurviveIt(t *testing.T) {
	c := control(t, daemonSpec(t, "leave-session 0 write-pid daemon.pid leave wait ignore", "TEND_TEST_HOLD=1"))
	c.host.groups.broken = true
	pid := c.untilDaemon(t).PID
	var left []int
	for len(left) == 0 {
		left = children(t, c, pid)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if alive(pid) || alive(left[0]) {
		t.Errorf("%d and %v survived", pid, left)
	}
}

func TestDaemonsAreReaped(t *testing.T) {
	c := control(t, daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5"))
	for range 3 {
		c.untilDaemon(t)
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	table, err := c.host.table.Fresh()
	if err != nil {
		t.Fatal(err)
	}
	c.host.families.reapOrphans(table)
	if table, err = c.host.table.Fresh(); err != nil {
		t.Fatal(err)
	}
	for _, p := range table.Children(os.Getpid()) {
		if p.Zombie {
			t.Errorf("%d is a zombie", p.PID)
		}
	}
	f := c.host.families
	if len(f.cookies) > 0 || len(f.adopted) > 0 {
		t.Errorf("remembered: %v, %v", f.cookies, f.adopted)
	}
}

func TestGuardIsToldOfADaemon(t *testing.T) {
	c := control(t, daemonSpec(t, "daemonise 0 write-pid daemon.pid heed 5"))
	told := make(chan int, 8)
	c.host.GuardedBy(teller(told))
	pid := c.untilDaemon(t).PID
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	close(told)
	sum := map[int]int{}
	for pid := range told {
		sum[max(pid, -pid)]++
	}
	if sum[pid] != 2 {
		t.Errorf("told of the daemon %d: %v", pid, sum)
	}
}

// teller sends the PID of whoever is born, and of whoever is gone, negative.
type teller chan int

func (c teller) Born(pid int, start uint64, stop Signal) { c <- pid }
func (c teller) Gone(pid int, start uint64)              { c <- -pid }
