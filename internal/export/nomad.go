package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"tend/manager"
)

// What Nomad takes no less of.
const (
	nomadLeastCheck    = time.Second
	nomadLeastInterval = 5 * time.Second // in which restarts are counted
	nomadKillTimeout   = 30 * time.Second
	nomadDiskMB        = 300 // of a group that says nothing
)

// nomad is a stack as jobs.
type nomad struct {
	*plan
	names map[string]string // of the groups, by their processes
	job   string            // the name of the stack
}

// writeNomad writes a job for what runs all the time, and one for each process
// that is scheduled.
func writeNomad(x *plan) {
	n := &nomad{plan: x, names: map[string]string{}, job: dnsName(x.cfg.Stack.Name)}
	if n.given("name") && n.job != x.cfg.Stack.Name {
		x.sayAt("name", "the job is called %s, where names are those of DNS", n.job)
	}
	for process, name := range x.dnsNames() {
		n.names[process] = dnsName(n.job + "-" + name)
	}
	x.next = "nomad job run -json FILE, and so for each job"
	stack := nomadJob{ID: n.job, Name: n.job, Type: "service", Datacenters: []string{"*"}}
	var others []nomadJob
	for _, p := range x.processes {
		switch {
		case p.scheduled():
			others = append(others, n.periodic(p))
		case p.awaited:
			n.sayRuns(p)
		default:
			stack.TaskGroups = append(stack.TaskGroups, n.group(p))
		}
	}
	if len(stack.TaskGroups) > 0 {
		n.write(stack)
	}
	for _, job := range others {
		n.write(job)
	}
	if len(stack.TaskGroups) > 1 {
		x.sayAt("processes", "each is a group, and groups may be on several machines: then localhost is not the same to all of them")
	}
}

// write adds the file of a job.
func (n *nomad) write(job nomadJob) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(nomadSubmission{job}); err != nil {
		panic(fmt.Sprintf("values of this package cannot be written as JSON: %v", err))
	}
	n.add(job.ID+".nomad.json", text.Bytes(), true) // there is always PATH; the rest may be secret
}

// periodic is the job of a process that starts at times.
func (n *nomad) periodic(p *process) nomadJob {
	id := n.names[p.Name]
	job := nomadJob{ID: id, Name: id, Type: "batch", Datacenters: []string{"*"}, TaskGroups: []nomadGroup{n.group(p)}}
	job.TaskGroups[0].Count = 1 // whether it starts is said beside
	t := timesOf(p.Schedule)
	fields, ok := t.cron()
	if !ok {
		n.say(p, scheduleKey(p), "Nomad only has the times of a calendar; left out: nomad job dispatch %s runs it", id)
		job.ParameterizedJob = &struct{}{}
		return job
	}
	if t.every > 0 {
		n.say(p, scheduleKey(p), "Nomad starts it at the times %q, the first time not at once", fields)
	}
	job.Periodic = &nomadPeriodic{Enabled: p.Autostart, SpecType: "cron", Spec: fields, TimeZone: t.zone, ProhibitOverlap: true}
	return job
}

// sayRuns says where a process runs that others wait for the end of.
func (n *nomad) sayRuns(p *process) {
	var groups []string
	for _, other := range n.processes {
		for _, d := range other.DependsOn {
			if d.Name == p.Name && d.Condition != manager.OnStarted && d.Condition != manager.OnReady {
				groups = append(groups, other.Name)
			}
		}
	}
	if len(groups) > 1 {
		n.say(p, "", "Nomad runs it once for each that waits for it: %s", strings.Join(groups, ", "))
	}
}

// group is one process, after those that have to end before it starts.
func (n *nomad) group(p *process) nomadGroup {
	g := nomadGroup{Name: n.names[p.Name], Count: 1}
	if !p.Autostart {
		g.Count = 0
	}
	if p.Group != "" {
		g.Meta = map[string]string{"group": p.Group}
	}
	n.sayProfiles(p)
	seen := map[string]bool{}
	n.before(&g, p, seen)
	g.Tasks = append(g.Tasks, n.task(p))
	n.network(&g, p)
	for _, t := range g.Tasks {
		if l := t.LogConfig; l != nil && l.MaxFiles*l.MaxFileSizeMB >= nomadDiskMB {
			g.EphemeralDisk = &nomadDisk{SizeMB: l.MaxFiles*l.MaxFileSizeMB + 1}
		}
	}
	return g
}

// before adds what has to end before a process starts, and what has to end
// before that.
func (n *nomad) before(g *nomadGroup, p *process, seen map[string]bool) {
	for _, d := range p.DependsOn {
		on := n.byName[d.Name]
		if d.Condition != manager.OnDone && d.Condition != manager.OnExited || seen[d.Name] {
			continue
		}
		seen[d.Name] = true
		key := "depends_on." + on.Family
		if on.scheduled() {
			n.say(p, key, "%s is a job of its own, which Nomad does not wait for; left out", d.Name)
			continue
		}
		if d.Condition == manager.OnExited {
			n.say(p, key, "Nomad waits until %s has ended well, not until it has ended", d.Name)
		}
		n.before(g, on, seen)
		t := n.task(on)
		t.Lifecycle = &nomadLifecycle{Hook: "prestart"}
		g.Tasks = append(g.Tasks, t)
	}
	if p.awaited {
		for _, d := range p.DependsOn {
			if d.Condition == manager.OnDone || d.Condition == manager.OnExited {
				n.say(p, "depends_on."+n.byName[d.Name].Family, "Nomad starts %s at the same time, as another prestart task; left out", d.Name)
			}
		}
	}
}

// task is one process.
func (n *nomad) task(p *process) nomadTask {
	vars := n.here(p)
	n.copyOf(vars)
	t := nomadTask{
		Name:        n.names[p.Name],
		Driver:      "raw_exec",
		Config:      nomadCommand{Command: "/bin/sh", Args: append([]string{"-c", n.preamble(p) + `exec "$@"`, "sh"}, p.Command...)},
		Env:         environment(vars),
		KillSignal:  p.Stop.Signal.String(),
		KillTimeout: p.Stop.Grace,
	}
	if p.Stop.Grace > nomadKillTimeout {
		n.say(p, "stop.grace", "clients of Nomad allow %s, unless their max_kill_timeout says more", nomadKillTimeout)
	}
	t.RestartPolicy = n.restart(p)
	if memory := n.memory(p); memory > 0 {
		t.Resources = &nomadResources{MemoryMB: (memory + 1<<20 - 1) >> 20}
		n.say(p, "limits", "raw_exec does not enforce the memory; it is what the machine has to have")
	}
	if p.given["log.max_size"] || p.given["log.keep"] {
		t.LogConfig = &nomadLog{MaxFiles: p.Log.Keep + 1, MaxFileSizeMB: int(p.Log.MaxSize >> 20)}
	}
	if p.TTY && !p.given["tty"] {
		n.sayAt("tty", "Nomad gives a task no terminal: what asks for one prints without colours, and reads nothing")
	}
	n.sayFilledIn(p, t)
	return t
}

var filledIn = regexp.MustCompile(`\$\{([A-Za-z0-9_.-]+)\}`)

// sayFilledIn says what Nomad takes for a variable of its own. There is no way
// to keep it from that.
func (n *nomad) sayFilledIn(p *process, t nomadTask) {
	known := func(name string) bool {
		_, own := t.Env[name]
		return own || strings.HasPrefix(name, "NOMAD_") || strings.Contains(name, ".")
	}
	say := func(key, text string) {
		for _, m := range filledIn.FindAllStringSubmatch(text, -1) {
			if known(m[1]) {
				n.say(p, key, "Nomad puts the value of %s in its place, before a shell sees it", m[0])
			}
		}
	}
	for _, arg := range t.Config.Args {
		say("command", arg)
	}
	for _, v := range p.own.Vars {
		say("env", v.Value)
	}
}

// preamble is what the shell does before it becomes the process.
func (n *nomad) preamble(p *process) string {
	line := "cd " + shellWord(p.Dir) + " || exit; "
	for _, name := range p.own.Unset {
		if plainName.MatchString(name) {
			line += "unset " + name + "; "
		}
	}
	for _, d := range p.DependsOn {
		on := n.byName[d.Name]
		key := "depends_on." + on.Family
		switch d.Condition {
		case manager.OnStarted:
			n.say(p, key, "Nomad starts all groups at once; left out")
		case manager.OnReady:
			ask, needs := "", ""
			if on.Ready != nil {
				ask, needs = question(on.Ready)
			}
			if ask == "" {
				n.say(p, key, "nothing can ask %s whether it is ready; left out", d.Name)
				continue
			}
			if needs != "" {
				n.say(p, key, "it is %s that asks: it has to be installed", needs)
			}
			line += waiting(ask, "", on.Ready) + "; "
		}
	}
	return line
}

// restart says when the process is started again.
func (n *nomad) restart(p *process) nomadRestart {
	interval := max(p.Backoff.Within, nomadLeastInterval)
	r := nomadRestart{Interval: interval, Delay: p.Backoff.Initial, Mode: "fail"}
	most := int(interval / p.Backoff.Initial) // Nomad refuses more than can be
	switch {
	case !p.restarts():
	case p.Backoff.GiveUp == 0:
		r.Attempts, r.Mode = max(most, 1), "delay"
	default:
		r.Attempts = min(p.Backoff.GiveUp, max(most, 1))
	}
	if p.Restart != manager.RestartAlways && !p.awaited && !p.scheduled() {
		if p.given["restart"] {
			n.say(p, "restart", "a service of Nomad that ends well is started again")
		} else {
			n.sayAt("restart", "a service of Nomad that ends well is started again, also with the default of tend, which is never")
		}
	}
	return r
}

// network reserves the ports of a process, and has Nomad ask its probes.
func (n *nomad) network(g *nomadGroup, p *process) {
	all := ports(p)
	if len(all) == 0 {
		return
	}
	var network nomadNetwork
	for _, port := range all {
		network.ReservedPorts = append(network.ReservedPorts, nomadPort{Label: portLabel(port), Value: port})
	}
	g.Networks = []nomadNetwork{network}
	s := nomadService{Name: n.names[p.Name], Provider: "nomad", PortLabel: portLabel(all[0])}
	if check, a, ok := n.check(p, "ready"); ok {
		s.Checks, s.Address = append(s.Checks, check), a.host
	}
	if check, a, ok := n.check(p, "health"); ok {
		if p.restarts() {
			check.CheckRestart = &nomadCheckRestart{Limit: p.Health.Failures, Grace: p.Health.Delay}
		}
		s.Checks, s.Address = append(s.Checks, check), a.host
	}
	g.Services = []nomadService{s}
}

func portLabel(port int) string { return fmt.Sprintf("p%d", port) }

// check is a probe as Nomad itself asks it.
func (n *nomad) check(p *process, key string) (check nomadCheck, a address, ok bool) {
	probe := p.Ready
	if key == "health" {
		probe = p.Health
	}
	a, ok = addressOf(probe)
	if !ok || probe.GRPC != "" {
		return check, a, false
	}
	if !isHere(a.host) {
		n.say(p, key, "it asks %s, which Nomad does not do for a service of its own; left out", a.host)
		return check, a, false
	}
	check = nomadCheck{
		Name: key, Type: "tcp", PortLabel: portLabel(a.number()),
		Interval: n.atLeast(p, key+".interval", probe.Interval),
		Timeout:  n.atLeast(p, key+".timeout", probe.Timeout),
	}
	if probe.HTTP != "" {
		check.Type, check.Path = "http", a.path
		if a.https {
			check.Protocol = "https"
		}
		for name, value := range probe.Headers {
			if check.Header == nil {
				check.Header = map[string][]string{}
			}
			check.Header[name] = []string{value}
		}
		if probe.Status == 0 && key == "ready" {
			n.say(p, key, "the check takes any status of 200 to 299")
		}
	}
	if key == "ready" {
		for _, name := range []string{"status", "delay", "successes"} {
			if p.given["ready."+name] {
				n.say(p, key+"."+name, "only those that wait for it look at it, not the check of Nomad")
			}
		}
	}
	return check, a, true
}

// atLeast raises a duration to what a check has to have.
func (n *nomad) atLeast(p *process, key string, d time.Duration) time.Duration {
	if d < nomadLeastCheck {
		n.say(p, key, "Nomad takes no less than %s", nomadLeastCheck)
		return nomadLeastCheck
	}
	return d
}
