//go:build linux

package chaos

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// limit becomes a command that may have only so many files open.
func limit(files string, command []string) {
	n, err := strconv.ParseUint(files, 10, 64)
	if err == nil {
		err = unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: n, Max: n})
	}
	if err == nil {
		err = os.Unsetenv(roleVar)
	}
	if err == nil {
		err = syscall.Exec(command[0], command, os.Environ())
	}
	panic(err)
}

// crowd is more processes than a tend can have that may have few files open.
func crowd(files int) scene {
	sc := scene{via: []string{self, strconv.Itoa(files)}}
	for n := range 24 {
		sc.processes = append(sc.processes, process{name: fmt.Sprintf("p%02d", n), role: "still"})
	}
	return sc
}

// settled waits until each process has been started or could not be, and returns
// the places of those that were and of those that were not.
func (s *session) settled() (up, failed []int) {
	s.t.Helper()
	s.until("all have been tried", func() bool {
		up, failed = nil, nil
		for place, p := range s.processes {
			switch said := s.said(); {
			case s.lineOf(said, p.name, "cannot start") != "":
				failed = append(failed, place)
			case s.lineOf(said, p.name, "started, pid") != "":
				up = append(up, place)
			}
		}
		return len(up)+len(failed) == len(s.processes)
	})
	s.onScreen()
	return up, failed
}

// lineOf is the last line in a log about a process that has a text.
func (s *session) lineOf(log, process, text string) (found string) {
	for line := range strings.Lines(log) {
		if strings.Contains(line, "process="+process+" ") && strings.Contains(line, text) {
			found = line
		}
	}
	return found
}

func TestNoDescriptorsLeft(t *testing.T) {
	unmeasured(t)
	s := crowd(96).open(t)
	up, failed := s.settled()
	if len(up) == 0 || len(failed) == 0 {
		t.Fatalf("%d were started, %d not\n%s", len(up), len(failed), s.said())
	}
	for _, place := range failed {
		name := s.processes[place].name
		if why := s.lineOf(s.said(), name, "cannot start"); !strings.Contains(why, "too many open files") {
			t.Errorf("%s was not started without a reason: %s", name, why)
		}
	}

	// The rest goes on, and what had no place has one as soon as there is room.
	for _, place := range up[:2] {
		s.press(place, "x")
		s.says("ended by SIGTERM\" process=" + s.processes[place].name)
	}
	s.press(failed[0], "s")
	s.says("started, pid", "process="+s.processes[failed[0]].name+" run=2")
	s.groups = s.recorded()
	s.quit(0)
	if strings.Contains(s.said(), "SIGKILL") {
		t.Errorf("not all ended as they were asked to\n%s", s.said())
	}
}

// TestTooFewDescriptors is about less than tend itself needs.
func TestTooFewDescriptors(t *testing.T) {
	unmeasured(t)
	s := crowd(40).open(t)
	s.over(1)
	s.isShown("tend needs 48 open files beside those that it has got, and may not have so many (see ulimit -n)")
	if said := s.said(); said != "" {
		t.Errorf("it did something: %s", said)
	}
}

// TestAnyNumberOfDescriptors is for the long form: whatever there is, tend ends,
// and nothing is left.
func TestAnyNumberOfDescriptors(t *testing.T) {
	if *rounds == 1 {
		t.Skip("is long: it needs -rounds")
	}
	for files := 4; files < 130; files += 3 {
		sc := crowd(files)
		for i := range sc.processes { // which takes more of them
			sc.processes[i].more = fmt.Sprintf("log.file = \"logs/%d.log\"\nready = { log = \"up\" }\ntty = %t\n", i, i%2 == 0)
		}
		s := sc.open(t)
		s.until("it has ended, or tried all", func() bool {
			return !there(s.tend.PID) || strings.Count(s.said(), "started, pid")+strings.Count(s.said(), "cannot start") >= len(sc.processes)
		})
		if there(s.tend.PID) {
			s.signal(syscall.SIGTERM)
		}
		s.wait()
		s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
		s.usable()
		t.Logf("%d: %v", files, s.cmd.ProcessState)
	}
}

// lower bounds how many processes and threads tend or a helper may have. It is
// done by another process of the same user: not every root may.
func (s *session) lower(pid int, most string) {
	s.t.Helper()
	cmd := exec.Command(self, strconv.Itoa(pid), most)
	cmd.Env = []string{roleVar + "=lower|" + s.lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("%v: %s", err, out)
	}
}

// lower is what that process does; without a number it undoes it.
func lower(pid, most string) {
	var now unix.Rlimit
	n, err := strconv.Atoi(pid)
	if err == nil {
		err = unix.Prlimit(n, unix.RLIMIT_NPROC, nil, &now)
	}
	if now.Cur = now.Max; most != "" && err == nil {
		now.Cur, err = strconv.ParseUint(most, 10, 64)
	}
	if err == nil {
		err = unix.Prlimit(n, unix.RLIMIT_NPROC, &now, nil)
	}
	if err != nil {
		panic(err)
	}
}

func TestNoProcessesLeft(t *testing.T) {
	unmeasured(t)
	s := scene{
		processes: []process{{name: "still"}, {name: "child"}, {name: "late", role: "still", idle: true}},
		user:      stranger(t),
	}.begin(t)
	s.bothHelpers()
	s.lower(s.tend.PID, "1")
	s.press(2, "s")
	s.says("cannot start", "no more processes allowed here (see ulimit -u)")
	s.press(1, "x")
	s.says("ended by SIGTERM\" process=child")
	s.lower(s.tend.PID, "")
	s.press(2, "s")
	s.says("process=late run=2")
	s.quit(0)
}

// TestKilledWithNoProcessesLeft: who cleans up then needs neither processes nor
// threads that it has not got.
func TestKilledWithNoProcessesLeft(t *testing.T) {
	unmeasured(t)
	s := scene{processes: all([]string{"child", "ignores", "daemon"}), user: stranger(t)}.begin(t)
	for _, helper := range s.bothHelpers() {
		s.lower(helper, "1")
	}
	s.lower(s.tend.PID, "1")
	s.signal(syscall.SIGKILL)
	s.over(-1)
}
