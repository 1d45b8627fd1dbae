//go:build linux

package chaos

import (
	"cmp"
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
	if !slices.Contains(s.args, "--tui=false") {
		s.onScreen()
	}
	return s
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
			s.check(chownTo(path, sc.user))
		}
	}
	if sc.prepare != nil {
		sc.prepare(s)
	}
	s.before = *s.modes()
	s.start()
	t.Cleanup(s.end)
	return s
}

// start starts tend.
func (s *session) start() {
	s.t.Helper()
	command := slices.Concat(s.via, []string{cmp.Or(s.binary, binary), "-c", s.config, "--log", s.ownLog}, s.args)
	s.cmd = exec.Command(command[0], command[1:]...)
	s.cmd.Env = slices.Concat(os.Environ(), []string{"TERM=xterm-256color", "HOME=" + s.dir, "XDG_RUNTIME_DIR=" + s.runtime}, s.env)
	if len(s.via) > 0 && s.via[0] == self {
		s.cmd.Env = append(s.cmd.Env, roleVar+"=limit|"+s.lock)
	}
	s.cmd.Dir = s.dir
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.user}
	s.Start(s.cmd)
	s.tend = s.find(s.cmd.Process.Pid)
	go func() { s.waited <- s.cmd.Wait() }()
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
