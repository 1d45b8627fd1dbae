package processcontrol

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDaemonWhoseFirstThreadHasEndedDoesNotSurviveAStop(t *testing.T) {
	s := spec(t, "daemonise wait headless")
	s.Stop.Grace = 50 * time.Millisecond
	c := control(t, s)
	c.host.groups.broken = true
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	pid := pidOf(t, c)
	c.untilPrinted(t, "up\n")
	if err := c.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("/proc/" + strconv.Itoa(pid) + "/task"); err == nil && threadsOf(t, pid) > 0 {
		t.Error("it survived")
	}
}

// threadsOf counts the threads of a process that have not ended.
func threadsOf(t *testing.T, pid int) (n int) {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/task/", pid)
	entries, _ := os.ReadDir(dir) // none if it is gone
	for _, e := range entries {
		stat, err := os.ReadFile(dir + e.Name() + "/stat")
		if err == nil && !strings.Contains("ZX", string(stat[strings.LastIndexByte(string(stat), ')')+2])) {
			n++
		}
	}
	return n
}

func TestWhatAProbeLeavesBehindDoesNotSurviveTheProcess(t *testing.T) {
	for _, grouped := range []bool{true, false} {
		s := spec(t, "wait")
		s.Stop.Grace = 50 * time.Millisecond // it hears of the stop by SIGKILL at the latest
		file := s.Dir + "/pid"
		// It never answers, and its child has left its group.
		s.Ready = &Probe{Exec: []string{"sh", "-c", "setsid sleep 1000 & echo $! >" + file + "; echo asked; wait"}, Timeout: time.Hour}
		c := control(t, s)
		c.host.groups.broken = !grouped
		c.up(t)
		pid := 0
		for pid == 0 { // until the probe has said so
			text, _ := os.ReadFile(file)
			pid, _ = strconv.Atoi(strings.TrimSpace(string(text)))
		}
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if alive(pid) {
			t.Errorf("control groups %t: it survived", grouped)
		}
	}
}

func TestTheNewestSizeReachesTheTerminal(t *testing.T) {
	s := spec(t, "sizes")
	s.TTY = true
	c := control(t, s)
	c.up(t)
	for round := range 20 {
		var callers sync.WaitGroup
		for n := range 8 {
			callers.Go(func() { c.Resize(100+8*round+n, 50) })
		}
		callers.Wait()
		c.untilPrinted(t, fmt.Sprintf("size 50x%d <nil>\n", c.newestSize().cols))
	}
	c.Resize(77, 33)
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilPrinted(t, "began 33x77 <nil>\n")
}
