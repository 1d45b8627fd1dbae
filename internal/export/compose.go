package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

// composeFile is a compose.yaml, see the Compose Specification.
type composeFile struct {
	Name     string  `yaml:"name"`
	Services ordered `yaml:"services"`
}

// composeService is a process. The fields are in the order in which they are
// read best.
type composeService struct {
	Image       string             `yaml:"image"`
	Profiles    inline             `yaml:"profiles,omitempty"`
	Labels      map[string]string  `yaml:"labels,omitempty"`
	Entrypoint  []string           `yaml:"entrypoint"`
	Init        bool               `yaml:"init"`
	TTY         bool               `yaml:"tty,omitempty"`
	StdinOpen   bool               `yaml:"stdin_open,omitempty"`
	EnvFile     []string           `yaml:"env_file,omitempty"`
	Environment map[string]string  `yaml:"environment,omitempty"`
	Ports       []string           `yaml:"ports,omitempty"`
	DependsOn   *ordered           `yaml:"depends_on,omitempty"`
	Healthcheck *composeCheck      `yaml:"healthcheck,omitempty"`
	Restart     string             `yaml:"restart"`
	StopSignal  string             `yaml:"stop_signal"`
	StopGrace   string             `yaml:"stop_grace_period"`
	PreStop     []composeHook      `yaml:"pre_stop,omitempty"`
	Ulimits     map[string]int     `yaml:"ulimits,omitempty"`
	Deploy      *composeDeployment `yaml:"deploy,omitempty"`
}

type composeDependency struct {
	Condition string `yaml:"condition"`
	Restart   bool   `yaml:"restart,omitempty"`
}

type composeCheck struct {
	Test          []string `yaml:"test"`
	Interval      string   `yaml:"interval"`
	Timeout       string   `yaml:"timeout"`
	Retries       int      `yaml:"retries"`
	StartPeriod   string   `yaml:"start_period,omitempty"`
	StartInterval string   `yaml:"start_interval,omitempty"`
}

type composeHook struct {
	Command []string `yaml:"command"`
}

type composeDeployment struct {
	Resources struct {
		Limits composeLimits `yaml:"limits"`
	} `yaml:"resources"`
}

type composeLimits struct {
	CPUs   string `yaml:"cpus,omitempty"`
	Memory string `yaml:"memory,omitempty"`
	PIDs   int    `yaml:"pids,omitempty"`
}

// The profiles of what does not start with the stack.
const (
	profileByHand    = "by-hand"
	profileScheduled = "scheduled"
)

// compose is a stack as services.
type compose struct {
	*plan
	profiles map[string][]string // of each process; none: it always starts
}

// writeCompose writes a compose.yaml.
func writeCompose(x *plan) {
	c := &compose{plan: x}
	c.findProfiles()
	file := composeFile{Name: dnsName(x.cfg.Stack.Name)}
	if x.given("name") && file.Name != x.cfg.Stack.Name {
		x.sayAt("name", "it is called %s there, where names have small letters, digits and dashes", file.Name)
	}
	private := false
	for _, p := range x.processes {
		service := c.service(p)
		private = private || len(service.Environment) > 0
		file.Services.set(p.Name, service)
	}
	x.sayImages()
	if len(x.processes) > 1 {
		x.sayAt("processes", "each is a container of its own: they reach each other by their names, not at localhost")
	}
	x.next = "docker compose -f FILE up"
	comment := fmt.Sprintf("# Made of %s by tend export compose.\n", oneLine(x.cfg.Stack.Source))
	x.add(x.engine.file, yamlText(comment, file), private)
}

// sayImages says what an image has to be.
func (x *plan) sayImages() {
	x.sayAt("processes", "each image has to have what its command needs: nothing of this machine is in a container, its folders and PATH included")
}

// literal escapes what Compose would fill in.
func literal(s string) string { return strings.ReplaceAll(s, "$", "$$") }

func literals(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = literal(s)
	}
	return out
}

// service is one process.
func (c *compose) service(p *process) composeService {
	s := composeService{
		Image:      literal(p.image),
		Entrypoint: literals(p.Command),
		Init:       true,
		TTY:        p.TTY,
		StdinOpen:  p.TTY,
		DependsOn:  c.dependencies(p),
		Restart:    c.restart(p),
		StopSignal: p.Stop.Signal.String(),
		StopGrace:  p.Stop.Grace.String(),
		Profiles:   literals(c.profiles[p.Name]),
	}
	if n, isNumber := strings.CutPrefix(s.StopSignal, "signal "); isNumber {
		s.StopSignal = n
	}
	if p.Group != "" {
		s.Labels = map[string]string{"tend.group": literal(p.Group)}
	}
	if p.Port != 0 {
		s.Ports = []string{fmt.Sprintf("%d:%d", p.Port, p.Port)}
	}
	if command := p.Stop.Command; command != nil && p.Daemon == nil {
		s.PreStop = []composeHook{{Command: literals(command)}}
		c.say(p, "stop.command", "Compose sends %s as soon as the command has ended", p.Stop.Signal)
	}
	c.environment(&s, p)
	s.Healthcheck = c.check(p)
	c.limits(&s, p)
	if p.scheduled() {
		c.say(p, scheduleKey(p), `Compose has no schedule: the service has the profile %q, and runs when it is told to, as by cron: docker compose run --rm %s`, profileScheduled, p.Name)
	}
	return s
}

// scheduleKey is the key that a process is scheduled by.
func scheduleKey(p *process) string {
	if p.given["every"] {
		return "every"
	}
	return "schedule"
}

// findProfiles gives each service its profiles. What another needs has those of
// the other as well: Compose refuses a service that needs what is not enabled.
func (c *compose) findProfiles() {
	c.profiles = map[string][]string{}
	for _, p := range c.processes {
		switch {
		case !p.own.Autostart:
			c.profiles[p.Name] = []string{profileByHand}
		case p.scheduled():
			c.profiles[p.Name] = []string{profileScheduled}
		case len(p.own.Profiles) > 0:
			c.profiles[p.Name] = slices.Clone(p.own.Profiles)
		}
		if own := p.own.Profiles; len(own) > 0 && !slices.Equal(own, c.profiles[p.Name]) {
			c.say(p, "profiles", "the service has the profile %q instead, so that it does not start with the others", c.profiles[p.Name][0])
		}
	}
	for again := true; again; {
		again = false
		for _, p := range c.processes {
			for _, d := range p.DependsOn {
				again = c.enable(d.Name, c.profiles[p.Name]) || again
			}
		}
	}
}

// enable makes a service start whenever one with these profiles does, and
// reports whether that is a change.
func (c *compose) enable(name string, profiles []string) (changed bool) {
	own := c.profiles[name]
	switch {
	case len(own) == 0:
		return false
	case len(profiles) == 0:
		delete(c.profiles, name)
		return true
	}
	for _, profile := range profiles {
		if !slices.Contains(own, profile) {
			own, changed = append(own, profile), true
		}
	}
	c.profiles[name] = own
	return changed
}

// dependencies says what the process waits for.
func (c *compose) dependencies(p *process) *ordered {
	if len(p.DependsOn) == 0 {
		return nil
	}
	var all ordered
	for _, d := range p.DependsOn {
		on := c.byName[d.Name]
		entry := composeDependency{Condition: "service_started", Restart: d.Restart}
		key := "depends_on." + on.Family
		switch d.Condition {
		case manager.OnReady:
			if test, _ := c.test(on.Ready); test != nil {
				entry.Condition = "service_healthy"
			} else {
				c.say(p, key, "Compose cannot tell when %s is ready: it is waited for until it is started", d.Name)
			}
		case manager.OnDone, manager.OnExited:
			entry.Condition = "service_completed_successfully"
			if d.Condition == manager.OnExited {
				c.say(p, key, "Compose waits until %s has ended well, not until it has ended", d.Name)
			}
		}
		if d.Restart {
			c.say(p, key, "Compose restarts it when it restarts %s itself, not when Docker does", d.Name)
		}
		all.set(d.Name, entry)
	}
	return &all
}

// restart says when the process is started again.
func (c *compose) restart(p *process) string {
	switch p.Restart {
	case manager.RestartAlways:
		if p.given["backoff.give_up"] {
			c.say(p, "backoff.give_up", `Docker never gives up what is always started again; left out`)
		}
		return "unless-stopped"
	case manager.RestartOnFailure:
		if p.Backoff.GiveUp == 0 {
			return "on-failure"
		}
		return "on-failure:" + strconv.Itoa(p.Backoff.GiveUp)
	}
	return "no"
}

// environment gives the service its variables.
func (c *compose) environment(s *composeService, p *process) {
	vars := c.variables(p)
	if referable(p) {
		for _, f := range p.own.EnvFiles {
			s.EnvFile = append(s.EnvFile, literal(f.File))
		}
		vars = notFromFiles(vars)
	}
	c.copyOf(vars)
	s.Environment = environment(vars)
	for name, value := range s.Environment {
		s.Environment[name] = literal(value)
	}
	c.sayUnset(p)
}

// waitForReady is how long Compose is told to wait for readiness. tend waits for
// as long as it takes.
const waitForReady = time.Hour

// check is the health check: Docker has one for what tend has two for. What
// others wait for goes first.
func (c *compose) check(p *process) *composeCheck {
	ready, needs := c.test(p.Ready)
	health, healthNeeds := c.test(p.Health)
	probe, test, key := p.Ready, ready, "ready"
	if ready != nil && p.Health != nil {
		c.say(p, "health", "Docker has one health check, and ready has taken it; left out")
	}
	if ready == nil {
		probe, test, key, needs = p.Health, health, "health", healthNeeds
	}
	if test == nil {
		return nil
	}
	if needs != "" {
		c.say(p, key, "it is asked within the container: its image has to have %s", needs)
	}
	check := &composeCheck{Test: literals(test), Interval: probe.Interval.String(), Timeout: probe.Timeout.String(), Retries: probe.Failures}
	if key == "ready" {
		check.Retries = int((waitForReady + probe.Interval - 1) / probe.Interval)
	} else if p.restarts() {
		c.say(p, "health", "Docker only reports that it is not well, and does not start it again")
	}
	if probe.Delay > 0 {
		check.StartPeriod, check.StartInterval = probe.Delay.String(), probe.Interval.String()
	}
	return check
}

// test is the question of a probe as it is asked within a container, nil if
// nothing can ask it, and what has to be there for it.
func (c *compose) test(p *processcontrol.Probe) (test []string, needs string) {
	switch {
	case p == nil:
	case len(p.Exec) > 0:
		return append([]string{"CMD"}, p.Exec...), ""
	case p.TCP != "":
		host, port := hostPort(p.TCP)
		line := fmt.Sprintf("nc -z %s %s || bash -c %s", shellWord(host), port, shellWord("</dev/tcp/"+host+"/"+port))
		return []string{"CMD-SHELL", line}, "nc or bash"
	case p.HTTP != "":
		if len(p.Headers) > 0 || p.Status != 0 {
			return []string{"CMD-SHELL", httpQuestion(p)}, "curl"
		}
		return []string{"CMD-SHELL", httpQuestion(p) + " || wget -q -O /dev/null " + shellWord(p.HTTP)}, "curl or wget"
	}
	return nil, ""
}

// limits bounds what the service may use.
func (c *compose) limits(s *composeService, p *process) {
	hard := &p.Limits.Hard
	var l composeLimits
	if memory := c.kernelMemory(p, p.restarts()); memory > 0 {
		l.Memory = bytesIn(memory, "b", "k", "m", "g")
	}
	if hard.CPU > 0 {
		l.CPUs = strconv.FormatFloat(hard.CPU/100, 'f', -1, 64)
	}
	l.PIDs = hard.Processes
	if l != (composeLimits{}) {
		s.Deploy = &composeDeployment{}
		s.Deploy.Resources.Limits = l
	}
	if hard.OpenFiles > 0 {
		s.Ulimits = map[string]int{"nofile": hard.OpenFiles}
	}
}
