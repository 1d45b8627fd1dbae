//go:build linux

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tend/internal/tendtest"
)

// session is tend in a terminal.
type session struct {
	*tendtest.Terminal
	b   *testing.B
	cmd *exec.Cmd
}

// open runs tend on a configuration.
func open(b *testing.B, config string) *session {
	b.Helper()
	s := &session{b: b, cmd: tend("-c", written(b, config)), Terminal: tendtest.Open(b, 110, 30)}
	s.Start(s.cmd)
	return s
}

// written writes a configuration, and returns its file.
func written(b *testing.B, config string) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "tend.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	return file
}

// tend is a call of it.
func tend(args ...string) *exec.Cmd {
	cmd := exec.Command(binary, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "XDG_RUNTIME_DIR="+runtimeDir())
	return cmd
}

// attach opens a screen on a session in the background, which ends with the
// benchmark.
func attach(b *testing.B, config string) *session {
	b.Helper()
	file := written(b, config)
	if out, err := tend("up", "--detach", "-c", file).CombinedOutput(); err != nil {
		b.Fatalf("tend up --detach: %v\n%s", err, out)
	}
	b.Cleanup(func() {
		if out, err := tend("down", "--force", "-c", file).CombinedOutput(); err != nil {
			b.Errorf("tend down: %v\n%s", err, out)
		}
	})
	s := &session{b: b, cmd: tend("attach", "-c", file), Terminal: tendtest.Open(b, 110, 30)}
	s.Start(s.cmd)
	return s
}

// settled waits until so many processes are shown as running, and what tend
// starts beside them has come to rest: what a start costs is measured elsewhere.
func (s *session) settled(processes int) {
	s.b.Helper()
	s.Until(regexp.MustCompile(fmt.Sprintf(`● %d running`, processes)))
	for len(tendtest.Helpers(s.b, s.cmd.Process.Pid)) < 2 {
		time.Sleep(time.Millisecond) // nobody tells when a process takes a name
	}
}

// press types a key, and returns how long it took until tend had drawn a text.
func (s *session) press(key, text string) time.Duration {
	s.b.Helper()
	s.Forget()
	began := time.Now()
	s.Type(key)
	s.Until(tendtest.Text(text))
	return time.Since(began)
}

// quit ends tend, and waits for that.
func (s *session) quit() {
	s.Type("\x03")
	_ = s.cmd.Wait()
	s.Close()
}

// use is what tend itself has used so far: seconds of CPU, and at most MiB of
// memory.
func (s *session) use() (cpu, peak float64) {
	s.b.Helper()
	process := fmt.Sprintf("/proc/%d/", s.cmd.Process.Pid)
	stat, err := os.ReadFile(process + "stat")
	if err != nil {
		s.b.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, ticks := range fields[11:13] { // utime and stime, see proc_pid_stat(5)
		n, err := strconv.ParseFloat(ticks, 64)
		if err != nil {
			s.b.Fatal(err)
		}
		cpu += n / 100
	}
	return cpu, s.memory("VmHWM")
}

// memory returns a size from /proc/PID/status, in MiB.
func (s *session) memory(name string) float64 {
	s.b.Helper()
	return s.status(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid), name) / 1024
}

// wakeups is how often a thread of tend has gone to sleep so far.
func (s *session) wakeups() (all float64) {
	s.b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", s.cmd.Process.Pid))
	if err != nil {
		s.b.Fatal(err)
	}
	for _, thread := range threads {
		all += s.status(thread, "voluntary_ctxt_switches")
	}
	return all
}

// status returns a number from such a file.
func (s *session) status(file, name string) float64 {
	s.b.Helper()
	status, err := os.ReadFile(file)
	if err != nil {
		s.b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				s.b.Fatal(err)
			}
			return n
		}
	}
	s.b.Fatalf("no %s in %s", name, file)
	return 0
}
