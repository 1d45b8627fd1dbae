//go:build linux

package processcontrol

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tend/internal/proctable"
)

// parts are what the processes may be. Each begins with taking its lock, which
// is held until the last process that has inherited it is gone.
var parts = []struct{ name, script string }{
	{"ends at the signal", "exec sleep 1000"},
	{"ends itself at the signal", "trap 'exit 7' TERM; sleep 1000 & wait"},
	{"ignores the signal", "trap '' TERM; exec sleep 1000"},
	{"ends soon", "exec sleep 0.0%d"},
	{"fails at once", "exit 3"},
	{"leaves a child that ignores the signal", "(trap '' TERM; exec sleep 1000) & exec sleep 0.0%d"},
	{"leaves a daemon", "setsid sleep 1000 & exec sleep 0.0%d"},
	{"has a daemon", "setsid sh -c 'trap \"\" TERM; sleep 1000 & wait' & exec sleep 1000"},
	{"is to be a daemon", "setsid sh -c 'echo $$ >%p; exec sleep 1000' & exit 0"},
	{"is to be a daemon that ignores the signal", "(setsid sh -c 'trap \"\" TERM; echo $$ >%p; sleep 1000 & wait' &) & exit 0"},
	{"is to be a daemon that ends soon", "setsid sh -c 'echo $$ >%p; exec sleep 0.0%d' & exit 0"},
	{"is to be a daemon, and leaves none", "exec sleep 0.0%d"},
	{"cannot be started", ""},
}

// invent makes up a process.
func (m *model) invent(random *rand.Rand, name string) *modelled {
	lock := filepath.Join(m.dir, name+".lock")
	if err := os.WriteFile(lock, nil, 0o600); err != nil {
		m.t.Fatal(err)
	}
	info, err := os.Stat(lock)
	if err != nil {
		m.t.Fatal(err)
	}
	p := &modelled{model: m, name: name, inode: info.Sys().(*syscall.Stat_t).Ino, lock: lock, twice: lock + ".twice"}
	p.watched = &watched{changes: make(chan struct{}, 1)}
	p.Control = New(m.host, m.imagine(random, p), func() {
		select {
		case p.changes <- struct{}{}:
		default:
		}
	})
	p.log = slog.New(slog.NewTextHandler(&m.said, nil)).With("process", name)
	return p
}

// imagine makes up what a process does.
func (m *model) imagine(random *rand.Rand, p *modelled) Spec {
	part := parts[random.IntN(len(parts))]
	pidFile := p.lock + ".pid"
	script := strings.NewReplacer("%d", fmt.Sprint(random.IntN(10)), "%p", pidFile).Replace(part.script)
	s := Spec{
		Name: p.name, Dir: m.dir, TTY: random.IntN(3) == 0,
		Command: []string{"sh", "-c", fmt.Sprintf("exec 9>>%s; flock -n 9 || : >%s\n%s", p.lock, p.twice, script)},
		Env:     append(os.Environ(), testCookieVar+"="+cookie),
		Stop:    StopSpec{Signal: SIGTERM, Grace: time.Duration(random.IntN(40)) * time.Millisecond},
		Log:     LogSpec{Buffer: 64 << 10},
	}
	if part.script == "" {
		s.Command = []string{"/nowhere/program"}
		p.fails.Store(true)
	}
	if strings.HasPrefix(part.name, "is to be a daemon") {
		s.Daemon = &Daemon{}
		if random.IntN(2) == 0 {
			s.Daemon.PIDFile = pidFile
		}
	}
	policy := LimitPolicy(random.IntN(len(policyNames)))
	switch random.IntN(10) {
	case 4:
		s.Ready = &Probe{Notify: true}
		fallthrough
	case 5:
		s.Watchdog, s.Unhealthy = time.Duration(5+random.IntN(40))*time.Millisecond, policy
	case 0:
		s.Health, s.Unhealthy = m.question(random), policy
	case 1:
		s.Ready = m.question(random)
	case 2:
		s.Limits = Limits{RunTime: 30 * time.Millisecond, Policy: policy}
	case 3:
		s.Limits = Limits{Processes: 1, Policy: policy, Warn: .8}
	}
	switch random.IntN(8) {
	case 0:
		s.Stop.Command = []string{"sh", "-c", "kill -s TERM 0; sleep 1000"} // tells itself and hangs
	case 1:
		s.Stop.Command = []string{"false"}
	case 2:
		s.Stop.Keys = "\x03"
	}
	fmt.Fprintf(&m.said, "%s %s, terminal %t, daemon %+v, grace %s, stop command %v, keys %q, ready %+v, health %+v, watchdog %s, policy %s, limits %+v\n",
		p.name, part.name, s.TTY, s.Daemon, s.Stop.Grace, s.Stop.Command, s.Stop.Keys, s.Ready, s.Health, s.Watchdog, policy, s.Limits)
	return s
}

// question makes up a probe; most say no.
func (m *model) question(random *rand.Rand) *Probe {
	p := Probe{
		Interval: time.Duration(5+random.IntN(20)) * time.Millisecond, Timeout: 10 * time.Second,
		Delay: time.Duration(random.IntN(10)) * time.Millisecond, Failures: 1 + random.IntN(2),
	}
	switch random.IntN(4) {
	case 0:
		p.TCP = "127.0.0.1:1" // refused
	case 1:
		p.Exec = []string{"false"}
	case 2:
		p.Exec = []string{"sh", "-c", "setsid sleep 1000 & sleep 1000"} // never answers
	case 3:
		p.Exec = []string{"true"}
	}
	return &p
}

// speak says something in the name of the process, if it is to say anything.
func (p *modelled) speak(random *rand.Rand) {
	entry, _ := proctable.EnvironEntry(p.Snapshot().PID, notifyVar+"=")
	if entry == "" {
		return
	}
	messages := []string{"READY=1", "STATUS=at work", "STATUS=\x1b[31m\xff", "WATCHDOG=1", "WATCHDOG=1\nREADY=1", "WATCHDOG=trigger", "", "\x00="}
	_ = send(strings.TrimPrefix(entry, notifyVar+"="), messages[random.IntN(len(messages))]) // it may have ended by now
}

// errand runs a command for the process, and looks that nothing of it is left.
func (m *model) errand(ctx context.Context, random *rand.Rand, p *modelled) {
	scripts := []string{"exit 0", "exit 3", "trap '' TERM; sleep 1000", "setsid sleep 1000 & exit 0", "(setsid sleep 1000 &) & sleep 0.01"}
	mark := fmt.Sprintf("TEND_TEST_ERRAND=%s-%d-%d", cookie, m.seed, random.Uint64()) // others may play the same game
	err := m.host.Run(ctx, Errand{
		Process: p.name, Name: "errand", Command: []string{"sh", "-c", scripts[random.IntN(len(scripts))]}, Dir: m.dir,
		Env: append(os.Environ(), testCookieVar+"="+cookie, mark), Timeout: time.Duration(1+random.IntN(50)) * time.Millisecond,
	})
	fmt.Fprintf(&m.said, "%s: %v\n", p.name, err)
	if left := m.marked(mark); len(left) > 0 {
		m.errorf("an errand has left %v behind", left)
	}
}
