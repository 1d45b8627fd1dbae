package processcontrol

import (
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tend/internal/proctable"
)

// portOf returns the port that the n-th "listen" part has said it is on.
func portOf(t *testing.T, c *watched, n int) int {
	t.Helper()
	c.untilPrinted(t, "up\n")
	said := strings.Split("\n"+c.text(), "\non ")
	if len(said) <= n {
		t.Fatalf("it does not say so: %q", c.text())
	}
	word, _, _ := strings.Cut(said[n], "\n")
	port, err := strconv.Atoi(word)
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// measured returns the snapshot after everything has been measured once more.
func (w *watched) measured(t *testing.T) Snapshot {
	t.Helper()
	if _, _, err := proctable.Listening(); err != nil {
		t.Skip(err)
	}
	w.host.Measure()
	w.host.sampler.ports.next = time.Time{}
	w.host.measure()
	return w.Snapshot()
}

func TestPortsAreThoseOfTheFamilyAndOfNobodyElse(t *testing.T) {
	foreign, err := net.Listen("tcp", "127.0.0.1:0") // of no process that is measured
	if err != nil {
		t.Fatal(err)
	}
	defer foreign.Close()
	host := newTestHost(t)
	a := controlOn(t, host, spec(t, "leave wait listen 127.0.0.1:0"))
	b := controlOn(t, host, spec(t, "daemonise wait listen [::]:0"))
	silent := controlOn(t, host, spec(t, "wait"))
	for _, c := range []*watched{a, b, silent} {
		c.up(t)
	}
	silent.measured(t)
	for c, want := range map[*watched][]int{a: {portOf(t, a, 1)}, b: {portOf(t, b, 1)}, silent: nil} {
		if got := c.Snapshot().Ports; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
	// A tick later nobody is asked again.
	before := a.Snapshot().Ports
	if after := a.measured(t).Ports; &before[0] != &after[0] {
		t.Error("what has not changed was replaced")
	}
	if err := a.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := a.Snapshot(); len(s.Ports) > 0 {
		t.Errorf("it is %s and listens on %v", s.State, s.Ports)
	}
}

func TestPortsFollowWhatTheProcessDoes(t *testing.T) {
	c := control(t, spec(t, "listen-again 127.0.0.1:0"))
	pid := c.up(t).PID
	port := portOf(t, c, 1)
	for round := 1; round <= 3; round++ {
		if got := c.measured(t).Ports; !slices.Equal(got, []int{port}) {
			t.Errorf("round %d: %v, want %d", round, got, port)
		}
		if err := syscall.Kill(pid, syscall.SIGUSR1); err != nil {
			t.Fatal(err)
		}
		c.untilPrinted(t, strings.Repeat("on nothing\non "+strconv.Itoa(port)+"\n", round-1)+"on nothing\n")
		if got := c.measured(t).Ports; len(got) > 0 {
			t.Errorf("round %d: %v, and it listens on nothing", round, got)
		}
		if err := syscall.Kill(pid, syscall.SIGUSR2); err != nil {
			t.Fatal(err)
		}
		c.untilPrinted(t, strings.Repeat("on nothing\non "+strconv.Itoa(port)+"\n", round))
	}
}

func TestPortIsStillTheirsWhenTheHolderThatWasKnownHasEnded(t *testing.T) {
	c := control(t, spec(t, "leave wait bequeath 127.0.0.1:0"))
	c.up(t)
	port := portOf(t, c, 1)
	for range 2 {
		if s := c.measured(t); !slices.Equal(s.Ports, []int{port}) || s.Usage.Processes != 3 {
			t.Errorf("%v of %d processes, want %d of 3", s.Ports, s.Usage.Processes, port)
		}
	}
	out := c.text()
	parent, err := strconv.Atoi(strings.Fields(out[strings.LastIndex(out, "child "):])[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(parent, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	s := c.measured(t)
	for s.Usage.Processes != 2 && t.Context().Err() == nil { // its last thread may take a moment
		s = c.measured(t)
	}
	if !slices.Equal(s.Ports, []int{port}) {
		t.Errorf("%v, want %d", s.Ports, port)
	}
}

func TestPortsOfProcessesThatTheKernelNames(t *testing.T) {
	p := newPorts()
	a, b := new(gauge), new(gauge)
	members := map[*gauge][]proctable.Proc{
		a: {{PID: 1 << 30, Start: 1}, {PID: 1<<30 + 1, Start: 2}}, b: {{PID: 1<<30 + 2, Start: 3}},
	}
	found := p.look([]proctable.Listener{
		{Port: 90, PID: 1 << 30}, {Port: 80, PID: 1<<30 + 1}, {Port: 90, PID: 1<<30 + 1}, {Port: 70, PID: os.Getpid()},
	}, members)
	if !slices.Equal(found[a], []int{80, 90}) || len(found[b]) > 0 {
		t.Errorf("%v", found)
	}
	// Whoever is gone is forgotten, whatever was known of him.
	p.holders[7] = strayID{1 << 30, 1}
	found = p.look([]proctable.Listener{{Port: 60, Inode: 7}}, map[*gauge][]proctable.Proc{b: members[b]})
	if len(p.met) != 1 || len(p.holders) != 0 || len(found[b]) != 0 {
		t.Errorf("%v, %v, %v", p.met, p.holders, found)
	}
}

func TestPortsAreLeftAsTheyAreWhereLookingIsDear(t *testing.T) {
	c := control(t, spec(t, "listen 127.0.0.1:0"))
	c.up(t)
	want := c.measured(t).Ports
	now := time.Now()
	c.host.sampler.ports.next = now.Add(time.Hour)
	tick := c.host.sampler.ports.tick
	c.host.measure()
	if got := c.Snapshot().Ports; !slices.Equal(got, want) || c.host.sampler.ports.tick != tick {
		t.Errorf("%v, want %v", got, want)
	}
}
