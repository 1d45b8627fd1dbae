package export

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tend/manager"
)

// systemd is a stack as user units.
type systemd struct {
	*plan
	prefix string // of the names of its units
}

var notOfAUnit = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// writeSystemd writes a target for the stack, a service for each process, and a
// timer for each that is scheduled.
func writeSystemd(x *plan) {
	s := &systemd{plan: x, prefix: strings.Trim(notOfAUnit.ReplaceAllString(x.cfg.Stack.Name, "-"), "-.")}
	if s.prefix == "" {
		s.prefix = "stack"
	}
	if s.given("name") && s.prefix != s.cfg.Stack.Name {
		s.sayAt("name", "the units are called %s, as systemd takes names", s.prefix)
	}
	s.next = "systemctl --user daemon-reload && systemctl --user start " + s.targetName() + ", once they are in ~/.config/systemd/user"
	s.target()
	for _, p := range x.processes {
		s.service(p)
		if p.scheduled() {
			s.timer(p)
		}
	}
}

func (s *systemd) targetName() string          { return s.prefix + ".target" }
func (s *systemd) unitName(p *process) string  { return s.prefix + "-" + p.Name + ".service" }
func (s *systemd) timerName(p *process) string { return s.prefix + "-" + p.Name + ".timer" }
func (s *systemd) named(name string) string    { return s.unitName(s.byName[name]) }

// begin begins a unit.
func (s *systemd) begin(u *unit, describe string) {
	u.comment("Made of %s by tend export systemd. What is changed here is lost when that", oneLine(s.cfg.Stack.Source))
	u.comment("is done again: systemctl --user edit puts changes beside it.")
	u.section("Unit")
	u.set("Description", strings.TrimRight(specifiers(describe), `\`)) // which would go on in the next line
}

// target is the stack as a whole.
func (s *systemd) target() {
	var u unit
	s.begin(&u, "the stack "+s.cfg.Stack.Name)
	for _, p := range s.processes {
		switch {
		case !p.Autostart:
		case p.scheduled():
			u.set("Wants", s.timerName(p))
		default:
			u.set("Wants", s.unitName(p))
		}
	}
	u.section("Install")
	u.set("WantedBy", "default.target")
	s.add(s.targetName(), []byte(u.String()), false)
}

// timer starts a service at its times.
func (s *systemd) timer(p *process) {
	var u unit
	s.begin(&u, fmt.Sprintf("the times of %s of the stack %s", p.Name, s.cfg.Stack.Name))
	u.set("PartOf", s.targetName())
	u.section("Timer")
	t := timesOf(p.Schedule)
	if t.calendar != nil {
		for _, line := range t.onCalendar() {
			u.set("OnCalendar", line)
		}
	} else {
		first := t.every
		if t.atOnce {
			first = 0
		}
		u.set("OnActiveSec", span(first))
		u.set("OnUnitActiveSec", span(t.every))
	}
	u.set("AccuracySec", "1s")
	s.add(s.timerName(p), []byte(u.String()), false)
}

// service is one process.
func (s *systemd) service(p *process) {
	var u unit
	s.begin(&u, fmt.Sprintf("%s of the stack %s", p.Name, s.cfg.Stack.Name))
	u.set("PartOf", s.targetName())
	s.dependencies(&u, p)
	if p.restarts() {
		s.startLimit(&u, p)
	}

	u.section("Service")
	s.sayProfiles(p)
	s.kind(&u, p)
	s.path(&u, p, "dir", "WorkingDirectory", p.Dir)
	private := s.environment(&u, p)
	u.set("ExecStart", unitCommand(p.Command, p.Dir))
	s.afterStart(&u, p)
	s.stop(&u, p)
	s.restart(&u, p)
	s.limits(&u, p)
	if p.Group != "" {
		u.set("Slice", s.slice(p.Group))
	}
	if p.TTY && !p.given["tty"] {
		s.sayAt("tty", "systemd gives a service no terminal: what asks for one prints without colours, and reads nothing")
	}
	s.add(s.unitName(p), []byte(u.String()), private)
}

// path writes a path, in which nothing can be quoted.
func (s *systemd) path(u *unit, p *process, key, setting, path string) {
	if strings.TrimSpace(path) != path || strings.ContainsAny(path, "\n\\") {
		s.say(p, key, "systemd cannot take the path %q; left out", path)
		return
	}
	u.set(setting, specifiers(path))
}

// slice is the control group that processes of a group share.
func (s *systemd) slice(group string) string {
	part := func(name string) string {
		return strings.Trim(strings.ReplaceAll(notOfAUnit.ReplaceAllString(name, "_"), "-", "_"), ".")
	}
	return part(s.prefix) + "-" + part(group) + ".slice"
}

// dependencies says what the process waits for.
func (s *systemd) dependencies(u *unit, p *process) {
	var bound []string
	for _, d := range p.DependsOn {
		on := s.named(d.Name)
		u.set("After", on)
		gates := d.Condition == manager.OnReady || d.Condition == manager.OnDone
		if gates || d.Restart {
			u.set("Requires", on)
		} else {
			u.set("Wants", on)
		}
		if gates && !d.Restart {
			bound = append(bound, d.Name)
		}
	}
	if len(bound) > 0 {
		s.say(p, "depends_on", "systemd restarts and stops it together with %s", strings.Join(bound, " and "))
	}
}

// kind says when the process counts as started.
func (s *systemd) kind(u *unit, p *process) {
	notify := p.Ready != nil && p.Ready.Notify
	switch {
	case p.Daemon != nil:
		u.set("Type", "forking")
		if p.awaited {
			s.say(p, "daemon", "others wait for the end of it, and systemd starts them once it is there")
		}
		if p.Daemon.PIDFile != "" {
			s.path(u, p, "daemon.pid_file", "PIDFile", p.Daemon.PIDFile)
		}
	case p.awaited:
		u.set("Type", "oneshot")
		if !p.scheduled() {
			u.set("RemainAfterExit", "yes")
		}
		if p.Ready != nil {
			s.say(p, "ready", "others wait for the end of it, and systemd then knows no earlier moment; left out")
		}
	case notify:
		u.set("Type", "notify")
	default:
		u.set("Type", "exec")
	}
	if notify || p.Watchdog > 0 {
		u.set("NotifyAccess", "all")
	}
	switch {
	case p.Watchdog > 0 && !p.restarts():
		s.say(p, "watchdog", `with restart = "never" tend only reports, and systemd would end it; left out`)
	case p.Watchdog > 0:
		u.set("WatchdogSec", span(p.Watchdog))
		u.set("WatchdogSignal", p.Stop.Signal.String())
	}
}

// environment writes the variables, and reports whether there are values in the
// unit that nobody else should read.
func (s *systemd) environment(u *unit, p *process) (private bool) {
	vars := s.here(p)
	globs := func(f string) bool { return strings.ContainsAny(f, "*?[{~\\\n") || strings.TrimSpace(f) != f }
	refer := referable(p)
	for _, f := range p.own.EnvFiles {
		refer = refer && !globs(f.File)
	}
	if refer {
		for _, f := range p.own.EnvFiles {
			u.set("EnvironmentFile", specifiers(f.File))
		}
		vars = notFromFiles(vars)
	}
	s.copyOf(vars)
	for _, v := range vars {
		u.set("Environment", unitWord(v.Name+"="+v.Value))
		private = private || v.Name != "PATH"
	}
	for _, name := range p.own.Unset {
		if plainName.MatchString(name) {
			u.set("UnsetEnvironment", name)
		}
	}
	return private
}

// isThere ends the wait for a process that has ended meanwhile: systemd waits for
// the end of ExecStartPost=, before it looks at how the process has ended.
const isThere = `kill -0 "$MAINPID" 2>/dev/null`

// afterStart waits until the process is ready, and runs what is to run then.
func (s *systemd) afterStart(u *unit, p *process) {
	line, needs, notify := "", "", false
	if p.Ready != nil && !p.awaited {
		notify = p.Ready.Notify
		line, needs = question(p.Ready)
	}
	if p.Daemon != nil || notify || line != "" {
		u.set("TimeoutStartSec", "infinity")
	}
	if line != "" {
		u.set("ExecStartPost", script(waiting(line, isThere, p.Ready)))
		if needs != "" {
			s.say(p, "ready", "it is %s that asks, in ExecStartPost=: it has to be installed", needs)
		}
	}
	if hook := p.Hooks.Commands[manager.BecameReady]; hook != nil {
		bounded := append([]string{"timeout", seconds(p.Hooks.Timeout)}, hook...)
		u.set("ExecStartPost", "-"+unitCommand(bounded, p.Dir))
	}
}

// stop says how the process is asked to end.
func (s *systemd) stop(u *unit, p *process) {
	if command := p.Stop.Command; command != nil {
		key := "stop.command"
		if p.Daemon != nil {
			key = "daemon.stop"
		}
		u.set("ExecStop", unitCommand(command, p.Dir))
		s.say(p, key, "systemd sends %s as soon as the command has ended", p.Stop.Signal)
	}
	if strings.HasPrefix(p.Stop.Signal.String(), "SIG") {
		u.set("KillSignal", p.Stop.Signal.String())
	} else {
		u.set("KillSignal", strconv.Itoa(int(p.Stop.Signal)))
	}
	u.set("TimeoutStopSec", span(max(p.Stop.Grace, time.Microsecond)))
}

// startLimit says when restarts are given up.
func (s *systemd) startLimit(u *unit, p *process) {
	if p.Backoff.GiveUp == 0 {
		u.set("StartLimitIntervalSec", "0")
		return
	}
	u.set("StartLimitIntervalSec", span(p.Backoff.Within))
	u.set("StartLimitBurst", strconv.Itoa(p.Backoff.GiveUp+1)) // the first start counts as well
}

// restart says when the process is started again.
func (s *systemd) restart(u *unit, p *process) {
	codes := slices.Clone(p.SuccessCodes)
	if len(codes) > 0 {
		slices.Sort(codes)
		u.set("SuccessExitStatus", strings.Trim(fmt.Sprint(codes), "[]"))
	}
	if !p.restarts() {
		u.set("Restart", "no")
		return
	}
	u.set("Restart", p.Restart.String())
	if p.awaited {
		s.say(p, "restart", "what waits for the end of it gives up when it fails for the first time")
	}
	u.set("RestartSec", span(p.Backoff.Initial))
	if p.Backoff.Max > p.Backoff.Initial {
		steps := math.Ceil(math.Log2(float64(p.Backoff.Max) / float64(p.Backoff.Initial)))
		u.set("RestartSteps", strconv.Itoa(int(steps)))
		u.set("RestartMaxDelaySec", span(p.Backoff.Max))
	}
}

// limits bounds what the process may use.
func (s *systemd) limits(u *unit, p *process) {
	l := &p.Limits
	if memory := s.kernelMemory(p, p.restarts()); memory > 0 {
		u.set("MemoryMax", bytesIn(memory, "", "K", "M", "G"))
	}
	if l.Hard.CPU > 0 {
		u.set("CPUQuota", percent(l.Hard.CPU))
	}
	if l.Hard.Processes > 0 {
		u.set("TasksMax", strconv.Itoa(l.Hard.Processes))
	}
	if l.Hard.OpenFiles > 0 {
		u.set("LimitNOFILE", strconv.Itoa(l.Hard.OpenFiles))
	}
	switch {
	case l.RunTime == 0:
	case !p.acts():
		s.say(p, "limits.run_time", `systemd does not report it, as policy = "log" does; left out`)
	default:
		key := "RuntimeMaxSec"
		if p.awaited && p.Daemon == nil {
			key = "TimeoutStartSec" // the other one is not for what is waited for
		}
		u.set(key, span(l.RunTime))
		s.sayPolicy(p, p.restarts())
	}
}
