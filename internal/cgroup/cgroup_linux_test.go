package cgroup

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// session makes a session's group, or skips the test where there is no place.
func session(t *testing.T, wanted Limits) *Session {
	t.Helper()
	place, err := Find()
	if errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := place.Session("test-"+strings.ReplaceAll(t.Name(), "/", "-"), wanted)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Remove(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// start runs a command in the group, and returns it once it has said "up".
func start(t *testing.T, g *Group, script string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sh", "-c", script)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, UseCgroupFD: true, CgroupFD: g.FD()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if n, err := out.Read(make([]byte, 3)); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	return cmd
}

func TestKillReachesWhatHasLeftSessionAndParent(t *testing.T) {
	s := session(t, Limits{})
	g, err := s.Group("a.1", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if populated, err := g.Populated(); populated || err != nil {
		t.Errorf("a new group is populated: %t, %v", populated, err)
	}
	cmd := start(t, g, `env -i setsid sh -c 'trap "" TERM HUP; sleep 1000' & sleep 0; echo up; exec sleep 1000`)
	pids, err := g.PIDs()
	if err != nil || !slices.Contains(pids, cmd.Process.Pid) {
		t.Errorf("in the group: %v, %v; want %d too", pids, err, cmd.Process.Pid)
	}
	if err := g.Close(); err == nil {
		t.Error("a group was removed that is populated")
	}
	if err := g.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it ended well")
	}
	for populated := true; populated; {
		if populated, err = g.Populated(); err != nil {
			t.Fatal(err)
		}
	}
	if err := closeOnceReaped(g); err != nil {
		t.Error(err)
	}
}

// closeOnceReaped closes a group whose zombies somebody else reaps.
func closeOnceReaped(g *Group) (err error) {
	for range 1_000_000 {
		if err = g.Close(); !errors.Is(err, syscall.EBUSY) {
			return err
		}
	}
	return err
}

func TestGroupsInsideAreRemovedWithTheGroup(t *testing.T) {
	s := session(t, Limits{})
	g, err := s.Group("b.1", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(g.dir, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

func TestLimitsAreWrittenInTheKernelsWords(t *testing.T) {
	files := Limits{Memory: 512 << 20, CPU: 150, Processes: 100}.files()
	want := map[string]string{"memory.max": "536870912", "cpu.max": "150000 100000", "pids.max": "100"}
	for name, value := range want {
		if files[name] != value {
			t.Errorf("%s is %q, want %q", name, files[name], value)
		}
	}
	if len(files) != len(want) || len(Limits{}.files()) != 0 {
		t.Errorf("%v; none for no limits: %v", files, Limits{}.files())
	}
}

func TestCheckNamesTheControllerThatIsMissing(t *testing.T) {
	p := &Place{dir: "/x", controllers: []string{"cpu", "pids"}}
	if err := p.Check(Limits{CPU: 100, Processes: 5}); err != nil {
		t.Error(err)
	}
	if err := p.Check(Limits{Memory: 1}); err == nil || err.Error() != "the cgroup /x has no memory controller" {
		t.Error(err)
	}
}

// TestLimitsHold sets those limits that this machine's hierarchy offers, and
// reads them back from the kernel.
func TestLimitsHold(t *testing.T) {
	place, err := Find()
	if err != nil {
		t.Skip(err)
	}
	var l Limits
	if slices.Contains(place.controllers, "memory") {
		l.Memory = 64 << 20
	}
	if slices.Contains(place.controllers, "cpu") {
		l.CPU = 50
	}
	if slices.Contains(place.controllers, "pids") {
		l.Processes = 20
	}
	if l == (Limits{}) {
		t.Skip("the hierarchy has no controller that a limit needs:", place.controllers)
	}
	s := session(t, l)
	g, err := s.Group("c.1", l)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range l.files() {
		got, err := os.ReadFile(filepath.Join(g.dir, name))
		if err != nil || strings.TrimSpace(string(got)) != value {
			t.Errorf("%s is %q, %v; want %q", name, got, err, value)
		}
	}
	if err := g.Close(); err != nil {
		t.Error(err)
	}
}

// TestControllersAreHandedOn does with a controller that needs no limit of ours
// what Session does with those that do.
func TestControllersAreHandedOn(t *testing.T) {
	place, err := Find()
	if err != nil {
		t.Skip(err)
	}
	if len(place.controllers) == 0 {
		t.Skip("the hierarchy has no controllers")
	}
	name := place.controllers[0]
	if err := enable(place.dir, name); err != nil {
		t.Fatal(err)
	}
	s := session(t, Limits{})
	list, err := os.ReadFile(filepath.Join(s.dir, "cgroup.controllers"))
	if err != nil || !slices.Contains(strings.Fields(string(list)), name) {
		t.Errorf("the session's group has %q, %v; want %s", list, err, name)
	}
	if err := enable(s.dir, "nonsense"); err == nil {
		t.Error("a controller that does not exist was enabled")
	}
	if _, err := s.Group("d.1", Limits{Memory: 1}); err == nil || !strings.Contains(err.Error(), "memory controller") {
		t.Error("a group without the controller that its limit needs:", err)
	}
}
