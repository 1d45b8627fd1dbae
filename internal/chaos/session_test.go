//go:build linux

package chaos

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
	"tend/internal/record"
	"tend/internal/tendtest"
)

// scene is what a session is set up with.
type scene struct {
	processes []process
	top       string   // what else stands at the top of the configuration
	args      []string // of tend
	env       []string // beside the usual
	via       []string // a command that executes tend: its own follows; nil: none
	binary    string   // empty: the tend that is tested everywhere
	user      *syscall.Credential
	dir       string   // for its files; empty: one of its own
	log       string   // where in it tend's own log is; empty: tend.log
	escapes   []string // roles that may survive where tend has no time to do anything
	// prepare is called before tend is started.
	prepare func(*session)
}

// process is one of the configuration.
type process struct {
	name string
	role string // empty: that of its name
	more string // what else the configuration says of it
	idle bool   // it does not start with the session
}

// all makes processes of roles.
func all(roles []string) (processes []process) {
	for _, role := range roles {
		processes = append(processes, process{name: strings.ReplaceAll(role, " ", "-"), role: role})
	}
	return processes
}

// text is the process in the configuration.
func (p process) text(lock string) string {
	role := p.role
	if role == "" {
		role = p.name
	}
	text := fmt.Sprintf("[processes.%s]\ncommand = [%q]\nenv = { %s = %q }\n", p.name, self, roleVar, role+"|"+lock)
	if !strings.Contains(p.more, "stop") {
		text += "stop = { grace = \"300ms\" }\n"
	}
	if p.idle {
		text += "autostart = false\n"
	}
	return text + p.more + "\n"
}

// session is tend in a terminal, with a stack of processes.
type session struct {
	*tendtest.Terminal
	scene
	t       testing.TB
	cmd     *exec.Cmd
	before  unix.Termios
	lock    string // everything that was started has it open
	config  string
	ownLog  string
	runtime string // XDG_RUNTIME_DIR
	tend    proctable.Proc
	groups  string // the folder of its control groups; empty if there are none
	waited  chan error
}

// patience only bounds what has failed.
const patience = 60 * time.Second

// begin starts tend, and returns when all of its processes run.
func begin(t testing.TB, processes []process) *session {
	t.Helper()
	return scene{processes: processes}.begin(t)
}

func (sc scene) begin(t testing.TB) *session {
	t.Helper()
	s := sc.open(t)
	s.until("all processes", s.allUp)
	s.groups = s.recorded()
	return s
}

// recorded is the folder of the control groups of the session, as its record has
// it; nothing if there are none, or no record can be kept.
func (s *session) recorded() string {
	records, err := filepath.Glob(filepath.Join(s.runtime, "tend", "*.json"))
	if err != nil || len(records) == 0 {
		return ""
	}
	text, err := os.ReadFile(records[0])
	var known record.Session
	if err != nil || json.Unmarshal(text, &known) != nil {
		return "" // cut off by a full disk
	}
	return known.Groups
}

// open starts tend.
func (sc scene) open(t testing.TB) *session {
	t.Helper()
	if sc.dir == "" {
		sc.dir = t.TempDir()
	}
	s := &session{
		scene: sc, t: t, Terminal: tendtest.Open(t, 100, 30),
		lock: filepath.Join(sc.dir, "lock"), config: filepath.Join(sc.dir, "tend.toml"),
		ownLog: filepath.Join(sc.dir, cmp.Or(sc.log, "tend.log")), runtime: filepath.Join(sc.dir, "run"),
		waited: make(chan error, 1),
	}
	s.write(s.lock, "")
	s.write(s.config, s.text())
	if err := os.Mkdir(s.runtime, 0o700); !errors.Is(err, fs.ErrExist) {
		s.check(err)
	}
	if sc.user != nil { // of t.TempDir's folder the one above is the test's, too
		for _, path := range []string{filepath.Dir(sc.dir), sc.dir, s.lock, s.config, s.runtime} {
			s.check(os.Chown(path, int(sc.user.Uid), int(sc.user.Gid)))
		}
	}
	if sc.prepare != nil {
		sc.prepare(s)
	}
	s.before = *s.modes()
	command := slices.Concat(sc.via, []string{cmp.Or(sc.binary, binary), "-c", s.config, "--log", s.ownLog}, sc.args)
	s.cmd = exec.Command(command[0], command[1:]...)
	s.cmd.Env = slices.Concat(os.Environ(), []string{"TERM=xterm-256color", "HOME=" + sc.dir, "XDG_RUNTIME_DIR=" + s.runtime}, sc.env)
	if len(sc.via) > 0 && sc.via[0] == self {
		s.cmd.Env = append(s.cmd.Env, roleVar+"=limit|"+s.lock)
	}
	s.cmd.Dir = sc.dir
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: sc.user}
	s.Start(s.cmd)
	s.tend = s.find(s.cmd.Process.Pid)
	go func() { s.waited <- s.cmd.Wait() }()
	t.Cleanup(s.end)
	return s
}

// find is a process that is there.
func (s *session) find(pid int) proctable.Proc {
	s.t.Helper()
	p, err := proctable.ReadOne(pid)
	s.check(err)
	return p
}

// stateOf is what a process does: the letter in /proc/PID/stat.
func stateOf(t testing.TB, pid int) string {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, state, _ := strings.Cut(string(stat), ") ")
	return state[:1]
}

// text is the configuration.
func (s *session) text() string {
	var text strings.Builder
	text.WriteString(s.top + "\n")
	for _, p := range s.processes {
		text.WriteString(p.text(s.lock))
	}
	return text.String()
}

// check ends the test after an error of its own.
func (s *session) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// write writes a file of the test.
func (s *session) write(path, text string) {
	s.t.Helper()
	s.check(os.WriteFile(path, []byte(text), 0o600))
}

// allUp reports whether all processes are there, with what they start.
func (s *session) allUp() bool {
	want := 0
	for _, p := range s.processes {
		if !p.idle {
			want += family(p)
		}
	}
	return len(s.holders()) >= want
}

// family is how many processes there are of one that runs, at least.
func family(p process) int {
	role := p.role
	if role == "" {
		role = p.name
	}
	switch role {
	case "child", "group", "session", "daemon", "bare daemon", "bare session":
		return 2
	case "short", "brief":
		return 0
	default:
		return 1 // what hops is not in every look
	}
}

// end takes away what a failed test has left.
func (s *session) end() {
	_ = proctable.Signal(s.tend, syscall.SIGKILL)
	_ = s.cmd.Process.Kill()
	s.wait()
	for range 100 {
		for _, p := range s.holders() {
			_ = proctable.Signal(p, syscall.SIGKILL)
		}
	}
}

// wait waits until tend has ended.
func (s *session) wait() {
	s.t.Helper()
	overdue := time.NewTimer(patience)
	defer overdue.Stop()
	select {
	case err := <-s.waited:
		s.waited <- nil // for whoever asks next
		if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
			s.t.Error(err)
		}
	case <-overdue.C:
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // it says where it is
		s.t.Errorf("tend does not end; it says\n%s", s.said())
		_ = s.cmd.Process.Kill()
		s.waited <- <-s.waited
		s.t.Fatalf("on the screen:\n%s", s.shown())
	}
}

// over waits until tend has ended, fails if that was not with a code, if
// anything is left, or if the terminal cannot be used.
func (s *session) over(code int) {
	s.t.Helper()
	s.wait()
	if s.cmd.ProcessState.ExitCode() != code {
		s.t.Errorf("tend ended with %v, not with %d; it said\n%s\n%s", s.cmd.ProcessState, code, s.said(), s.shown())
	}
	s.until("nothing is left", func() bool { return len(s.holders()) == 0 })
	s.tidy()
	s.usable()
}

// tidy waits until the control groups are gone.
func (s *session) tidy() {
	s.t.Helper()
	if s.groups == "" {
		return
	}
	s.until("its control groups are gone", func() bool {
		_, err := os.Stat(s.groups)
		return errors.Is(err, fs.ErrNotExist)
	})
}

// quit has tend end as a person does.
func (s *session) quit(code int) {
	s.t.Helper()
	s.Type("\x03")
	s.over(code)
}

// until waits for a condition.
func (s *session) until(what string, holds func() bool) {
	s.t.Helper()
	pause := 10 * time.Millisecond
	if *rounds == 1 {
		pause = 30 * time.Millisecond // nothing is measured, and others want to look too
	}
	for began := time.Now(); !holds(); time.Sleep(pause) {
		if time.Since(began) > patience {
			s.t.Fatalf("never: %s; there is %v\n%s\n%s", what, names(s.holders()), s.said(), s.shown())
		}
	}
}

// shown is the end of what has been drawn, without sequences.
func (s *session) shown() string {
	drawn := s.Drawn()
	return tendtest.Plain(drawn[max(len(drawn)-8<<10, 0):])
}

// said is what tend has logged.
func (s *session) said() string {
	text, _ := os.ReadFile(s.ownLog) // none if tend has not begun
	return string(text)
}

// says waits until tend has logged all of some texts.
func (s *session) says(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		s.until("tend says "+text, func() bool { return strings.Contains(s.said(), text) })
	}
}

// isShown waits until a text has been drawn.
func (s *session) isShown(text string) {
	s.t.Helper()
	s.until("the screen shows "+text, func() bool { return strings.Contains(tendtest.Plain(s.Drawn()), text) })
}

// ask has the process that plays "asked" print a line.
func (s *session) ask() {
	s.t.Helper()
	s.hint("asked")
}

// hint sends SIGUSR1 to what plays a role.
func (s *session) hint(role string) {
	s.t.Helper()
	for _, p := range s.of(role) {
		s.check(proctable.Signal(p, syscall.SIGUSR1))
	}
}

// press selects the process in a place of the list, counted from 0, and types a
// key.
func (s *session) press(place int, key string) {
	s.t.Helper()
	s.Type("\x1b[H") // home
	s.Type(strings.Repeat("j", place) + key)
}

// holders are the processes that have the lock of this session open: all that
// it has started, however they have changed since.
func (s *session) holders() []proctable.Proc { return holders(s.t, s.lock) }

func holders(t testing.TB, lock string) (found []proctable.Proc) {
	table, err := proctable.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range table.All() {
		folder := fmt.Sprintf("/proc/%d/fd/", p.PID)
		entries, err := os.ReadDir(folder)
		if err != nil || p.Zombie {
			continue
		}
		for _, e := range entries {
			if target, err := os.Readlink(folder + e.Name()); err == nil && target == lock {
				found = append(found, p)
				break
			}
		}
	}
	return found
}

// of are those of the holders that play a role.
func (s *session) of(role string) []proctable.Proc {
	return slices.DeleteFunc(s.holders(), func(p proctable.Proc) bool { return roleOf(p) != role })
}

// roleOf is which role a process plays.
func roleOf(p proctable.Proc) string {
	entry, _ := proctable.EnvironEntry(p.PID, roleVar+"=")
	role, _, _ := strings.Cut(strings.TrimPrefix(entry, roleVar+"="), "|")
	return role
}

func names(found []proctable.Proc) (texts []string) {
	for _, p := range found {
		texts = append(texts, fmt.Sprintf("%d %q %s", p.PID, proctable.Command(p.PID), roleOf(p)))
	}
	return texts
}

// helpers are the helpers of this tend.
func (s *session) helpers() []int { return tendtest.Helpers(s.t, s.tend.PID) }

// bothHelpers waits until both are there, and returns them.
func (s *session) bothHelpers() (helpers []int) {
	s.t.Helper()
	s.until("both helpers", func() bool {
		helpers = s.helpers()
		return len(helpers) == 2
	})
	return helpers
}

// modes are those of the terminal now.
func (s *session) modes() *unix.Termios {
	modes, err := unix.IoctlGetTermios(int(s.Side.Fd()), unix.TCGETS)
	if err != nil {
		s.t.Fatal(err)
	}
	return modes
}

// usable waits until the terminal can be used again: what was drawn last may
// not have arrived.
func (s *session) usable() {
	s.t.Helper()
	s.until("a terminal that can be used", func() bool { return s.wrong() == "" })
}

// wrong says what is wrong with the terminal, if anything is.
func (s *session) wrong() string {
	drawn := s.Drawn()
	switch {
	case *s.modes() != s.before:
		return "its modes are others"
	case strings.LastIndex(drawn, "\x1b[?1049h") > strings.LastIndex(drawn, "\x1b[?1049l"):
		return "it shows the alternate screen"
	case strings.LastIndex(drawn, "\x1b[?25l") > strings.LastIndex(drawn, "\x1b[?25h"):
		return "it has no cursor"
	}
	return ""
}
