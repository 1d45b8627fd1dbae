package adopt

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Each service of a compose file becomes a process that runs this service alone
// and shows its output. Docker keeps doing what it does for it: build, network,
// volumes, restarts. tend decides when it starts and when it stops.
//
// Stopping goes through a command, because the container is not a descendant of
// the process: docker compose only watches it.
const (
	composeUp     = " up --no-deps --no-log-prefix "
	stopMargin    = 10 * time.Second // that docker compose needs beside the container
	composeGrace  = 10 * time.Second // that the container has if its service does not say
	composeCreate = "compose"
)

// composeFiles are found by docker compose itself, the first of them first.
var composeFiles = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// compose is a compose file being read.
type compose struct {
	*reader
	command string // docker compose, with the file if that has to be said
	open    bool   // there may be services in other files
}

// service is a service being read.
type service struct {
	*process
	name     string
	profile  string
	restarts bool          // by Docker
	probe    bool          // it has a health check
	wanted   bool          // another waits until it is healthy
	grace    time.Duration // of its container
	line     int
}

func readCompose(r *reader, text string) {
	c := &compose{reader: r, command: "docker compose" + r.composeFlag()}
	root := r.root(text)
	var services []*service
	for _, f := range r.fields(root, "", "a compose file") {
		switch f.key {
		case "services":
			for _, s := range r.fields(f.value, "services", "services") {
				services = append(services, c.service(s))
			}
		case "name":
			if name, ok := r.text(f.value, "", "name"); ok && !strings.Contains(name, "$") && plain(name) == name && strings.TrimSpace(name) != "" {
				r.setTop(f.line(), "name", quoteLine(name))
			}
		case "include":
			c.open = true
			r.remark(f.line(), "the services of included files are not here: add those that you want as the others")
		}
	}
	c.finish(services)
	for _, name := range []string{"compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml"} {
		if r.source.has(name) {
			r.remark(0, "%s is here as well: docker compose applies it, but what it says of dependencies and health is not in this file", name)
		}
	}
	r.about = append(r.about, "", "The containers are Docker's: should tend be killed, they go on, and",
		`"`+c.command+` down" ends them.`)
}

// composeFlag names the file, where docker compose would take another one.
func (r *reader) composeFlag() string {
	for _, name := range composeFiles {
		if r.source.Name == name {
			return ""
		}
		if r.source.has(name) {
			break
		}
	}
	return " -f " + shellWord(r.source.Name)
}

func (c *compose) service(f field) *service {
	path := "services." + f.key
	s := &service{process: c.add(f.line(), path, f.key), name: f.key, line: f.line(), grace: composeGrace}
	s.about = said(f.at)
	if isNull(f.value) {
		c.wrong(s.line, path, "there is no image nor anything else: say what to run")
		return s
	}
	for _, key := range c.fields(f.value, path, "a service") {
		c.serviceKey(s, key)
	}
	return s
}

// serviceKey reads what tend has to know. The rest is for Docker.
func (c *compose) serviceKey(s *service, f field) {
	switch f.key {
	case "depends_on":
		c.dependsOn(s, f)
	case "links", "network_mode", "pid", "ipc":
		for _, text := range c.texts(f.value, s.path, f.key) {
			name, isService := strings.CutPrefix(text, "service:")
			if f.key == "links" {
				name, _, _ = strings.Cut(text, ":")
			} else if !isService {
				continue
			}
			s.depends = append(s.depends, dependency{name: name, condition: "started", line: f.line()})
		}
	case "healthcheck":
		s.probe = true
		for _, check := range c.fields(f.value, s.path, "healthcheck") {
			if off, ok := check.value, check.key == "disable"; ok && off.Value == "true" {
				s.probe = false
			}
			if test := c.items(check.value); check.key == "test" && len(test) == 1 && test[0].Value == "NONE" {
				s.probe = false
			}
		}
	case "restart":
		policy, _ := c.text(f.value, s.path, "restart")
		s.restarts = policy != "no" && policy != "" && policy != "false"
	case "deploy":
		s.restarts = s.restarts || lookup(f.value, "restart_policy") != nil
	case "profiles":
		profiles := c.texts(f.value, s.path, "profiles")
		if len(profiles) > 0 {
			s.set(f.line(), "profiles", list(profiles))
			s.profile = " --profile " + shellWord(profiles[0])
		}
	case "stop_grace_period":
		text, _ := c.text(f.value, s.path, "stop_grace_period")
		if d, err := time.ParseDuration(text); err == nil && d >= 0 && d < 24*time.Hour {
			s.grace = d
		}
	case "develop":
		s.lacks(f.line(), f.key)
	}
}

func (c *compose) dependsOn(s *service, f field) {
	if f.value.Kind == yaml.SequenceNode {
		for _, name := range c.texts(f.value, s.path, "depends_on") {
			s.depends = append(s.depends, dependency{name: name, condition: "started", line: f.line()})
		}
		return
	}
	for _, on := range c.fields(f.value, s.path, "depends_on") {
		d := dependency{name: on.key, condition: "started", line: on.line()}
		required := true
		for _, key := range c.fields(on.value, s.path, on.key) {
			switch key.key {
			case "condition":
				text, _ := c.text(key.value, s.path, "condition")
				d.condition = map[string]string{"service_started": "started", "service_healthy": "ready", "service_completed_successfully": "done"}[text]
				if d.condition == "" {
					c.wrong(key.line(), s.path, "waits for %q, which is no condition: there are service_started, service_healthy and service_completed_successfully", text)
				}
			case "restart":
				d.restart, _ = c.flag(key.value, s.path, "restart")
			case "required":
				required, _ = c.flag(key.value, s.path, "required")
			}
		}
		if !required {
			s.remark(on.line(), "does not have to have %s, but tend waits for it", on.key)
		}
		s.depends = append(s.depends, d)
	}
}

// finish writes down what depends on the services as a whole.
func (c *compose) finish(services []*service) {
	byName := map[string]*service{}
	for _, s := range services {
		byName[s.name] = s
	}
	for _, s := range services {
		var known []dependency
		for _, d := range s.depends {
			to := byName[d.name]
			if to == nil && c.open {
				s.remark(d.line, "depends on %s, which is in an included file", d.name)
				continue
			}
			if to != nil && d.condition == "ready" {
				to.wanted = true
			}
			known = append(known, d)
		}
		s.depends = known
	}
	create := ""
	if len(services) > 1 {
		create = c.create()
	}
	for _, s := range services {
		c.run(s, create)
	}
}

// create adds the process that makes networks and containers for all, because
// several of docker compose at once would each make the network. It returns its
// name.
func (c *compose) create() string {
	name := composeCreate
	for c.names.of[name] != "" {
		name += "-create"
	}
	p := c.add(1, name, name)
	p.remarks = nil // its name is in no source
	p.about = []string{"Builds and creates what the others start: the network is made once that way."}
	p.set(1, "command", quoteCommand(c.command+" up --no-start"))
	p.set(1, "tty", "false")
	c.processes = append([]*process{p}, c.processes[:len(c.processes)-1]...)
	return name
}

// run writes down how a service is run and stopped.
func (c *compose) run(s *service, create string) {
	word := shellWord(s.name)
	up := composeUp
	if !s.restarts {
		// Else the exit code would always be 0, and a failure would look well.
		up += "--exit-code-from " + word + " "
	}
	docker := c.command + s.profile
	s.set(s.line, "command", quoteCommand(docker+up+word))
	s.set(s.line, "tty", "false") // without a terminal it draws no menu
	if s.probe || s.wanted {
		container := "$(" + docker + " ps -q " + word + ")"
		s.setTable(s.line, "ready", []pair{
			{key: "exec", text: quoteCommand(`test "$(docker inspect -f {{.State.Health.Status}} ` + container + `)" = healthy`), line: s.line},
			{key: "interval", text: quote("2s"), line: s.line},
			{key: "timeout", text: quote("10s"), line: s.line},
		})
	}
	s.setTable(s.line, "stop", []pair{
		{key: "command", text: quoteCommand(docker + " stop " + word), line: s.line},
		{key: "grace", text: quote(duration(s.grace + stopMargin)), line: s.line},
	})
	if create != "" {
		s.depends = append([]dependency{{name: create, condition: "done", line: s.line}}, s.depends...)
	}
}

// duration writes 5m instead of 5m0s.
func duration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
