package adopt

import (
	"math"
	"strings"

	"go.yaml.in/yaml/v3"

	"tend/processcontrol"
)

// availability is what happens when it ends.
func (pc *processCompose) availability(p *pcProcess, f field) {
	initial, times, timesLine, exitOn := "", 0, 0, ""
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch key.key {
		case "restart":
			text, _ := pc.text(key.value, p.path, key.key)
			switch text {
			case "always", "on_failure", "on-failure":
				p.restart = strings.ReplaceAll(text, "_", "-")
				p.set(key.line(), "restart", quote(p.restart))
			case "exit_on_failure":
				exitOn = "failure"
			case "no", "never", "false", "":
			default:
				pc.wrong(key.line(), p.path, "restart must be no, on_failure, exit_on_failure or always, not %q", text)
			}
		case "backoff_seconds":
			initial, _ = pc.seconds(p, key)
		case "max_restarts":
			if n, ok := pc.number(key.value, p.path, key.key); ok {
				times, timesLine = n, key.line()
			}
		case "exit_on_end":
			if on, _ := pc.flag(key.value, p.path, key.key); on {
				exitOn = "done"
			}
		default:
			p.lacks(key.line(), f.key+"."+key.key)
		}
	}
	if exitOn != "" {
		p.set(f.line(), "exit_on", quote(exitOn))
	}
	if p.restart == "" {
		return
	}
	var backoff []pair
	if initial != "" {
		// It waits the same time each time.
		backoff = append(backoff, pair{key: "initial", text: quote(initial)}, pair{key: "max", text: quote(initial)})
	}
	if timesLine > 0 {
		backoff = append(backoff, pair{key: "give_up", text: itoa(times)})
		if times > 0 {
			backoff = append(backoff, pair{key: "within", text: quote("24h")}) // it counts them all
		}
	}
	p.setTable(f.line(), "backoff", backoff)
}

// seconds is a number of them as a duration, "" for 0, which is no time to tend.
// A variable cannot stand there.
func (pc *processCompose) seconds(p *pcProcess, f field) (string, bool) {
	text, ok := pc.text(f.value, p.path, f.key)
	if !ok {
		return "", false
	}
	if strings.Contains(text, "$") {
		p.remark(f.line(), "%s is left out: tend has no variables where it takes a time", f.key)
		return "", false
	}
	n, ok := pc.number(f.value, p.path, f.key)
	if !ok || n == 0 {
		return "", false
	}
	return itoa(min(n, math.MaxInt32)) + "s", true
}

// pcShutdown is how a process is ended.
type pcShutdown struct {
	line, commandLine     int
	command, signal, wait string
}

func (pc *processCompose) shutdown(p *pcProcess, f field) {
	s := &pcShutdown{line: f.line()}
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch key.key {
		case "command":
			if text, _ := pc.rendered(p, key); strings.TrimSpace(text) != "" {
				s.command, s.commandLine = pc.shellText(p.process, key.line(), text), key.line()
			}
		case "timeout_seconds":
			s.wait, _ = pc.seconds(p, key)
		case "signal":
			if n, ok := pc.number(key.value, p.path, key.key); ok && n > 0 {
				s.signal = processcontrol.Signal(n).String()
				if !strings.HasPrefix(s.signal, "SIG") {
					pc.wrong(key.line(), p.path, "there is no signal %d", n)
				}
			}
		case "parent_only":
			if on, _ := pc.flag(key.value, p.path, key.key); on {
				p.lacks(key.line(), f.key+"."+key.key)
			}
		default:
			p.lacks(key.line(), f.key+"."+key.key)
		}
	}
	p.stopped = s
}

// end sets what belongs together at the end: a daemon is ended by its command.
func (pc *processCompose) end(p *pcProcess) {
	s := p.stopped
	if s == nil {
		s = &pcShutdown{}
	}
	var stop []pair
	switch {
	case p.daemon > 0 && s.command == "":
		p.remark(p.daemon, "is_daemon is left out: a daemon needs a shutdown command, here as there. Better is a command that does not fork away")
	case p.daemon > 0:
		p.setTable(p.daemon, "daemon", []pair{{key: "stop", text: quoteCommand(s.command), line: s.commandLine}})
		if strings.Contains(p.command, "docker") {
			p.remark(p.daemon, "tend follows what the command leaves behind, and a container is not that: run it in the foreground (docker run without -d, docker compose up)")
		}
	case s.command != "":
		stop = append(stop, pair{key: "command", text: quoteCommand(s.command), line: s.commandLine})
	}
	if s.signal != "" && s.command == "" {
		stop = append(stop, pair{key: "signal", text: quote(s.signal), line: s.line})
	}
	if s.wait != "" {
		stop = append(stop, pair{key: "grace", text: quote(s.wait), line: s.line})
	}
	p.setTable(s.line, "stop", stop)
}

func (pc *processCompose) schedule(p *pcProcess, f field) {
	var cron, zone, every string
	onStart := false
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch key.key {
		case "cron":
			cron, _ = pc.text(key.value, p.path, key.key)
		case "timezone":
			zone, _ = pc.text(key.value, p.path, key.key)
		case "interval":
			every, _ = pc.text(key.value, p.path, key.key)
		case "run_on_start":
			onStart, _ = pc.flag(key.value, p.path, key.key)
		case "max_concurrent":
			if n, _ := pc.number(key.value, p.path, key.key); n > 1 {
				p.lacks(key.line(), f.key+"."+key.key)
			}
		default:
			p.lacks(key.line(), f.key+"."+key.key)
		}
	}
	switch {
	case cron != "":
		if zone != "" {
			cron = "CRON_TZ=" + zone + " " + cron
		}
		p.set(f.line(), "schedule", quoteLine(cron))
		if onStart {
			p.remark(f.line(), "does not run at the start as well: a schedule counts alone")
		}
	case every != "":
		p.set(f.line(), "every", quoteLine(every))
		if !onStart {
			p.remark(f.line(), "runs at the start as well, as everything with every does")
		}
	}
}

func (pc *processCompose) watch(p *pcProcess, f field) {
	var paths, ignore []string
	debounce := ""
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch key.key {
		case "debounce":
			debounce, _ = pc.text(key.value, p.path, key.key)
		case "paths":
			for _, item := range pc.items(key.value) {
				pc.watchPath(p, item, &paths, &ignore)
			}
		case "cascade":
			if on, _ := pc.flag(key.value, p.path, key.key); on {
				p.remark(key.line(), "watch.cascade is left out: give those that are to start anew with it depends_on with restart = true")
			}
		default:
			p.lacks(key.line(), f.key+"."+key.key)
		}
	}
	if len(paths) == 0 {
		return
	}
	table := []pair{{key: "paths", text: list(paths)}}
	if len(ignore) > 0 {
		table = append(table, pair{key: "ignore", text: list(ignore)})
	}
	if debounce != "" {
		table = append(table, pair{key: "debounce", text: quoteLine(debounce)})
	}
	if len(table) == 1 {
		p.set(f.line(), "watch", table[0].text)
		return
	}
	p.setTable(f.line(), "watch", table)
}

// watchPath is one of the folders, which starts from that of the process.
func (pc *processCompose) watchPath(p *pcProcess, n *yaml.Node, paths, ignore *[]string) {
	if n.Kind == yaml.ScalarNode {
		*paths = append(*paths, pc.fromDir(p, n.Value))
		return
	}
	path, include := "", []string(nil)
	for _, key := range pc.fields(n, p.path, "a path of watch") {
		switch key.key {
		case "path":
			path, _ = pc.text(key.value, p.path, key.key)
		case "include":
			include = pc.texts(key.value, p.path, key.key)
		case "exclude":
			*ignore = append(*ignore, pc.texts(key.value, p.path, key.key)...)
		default:
			p.lacks(key.line(), "watch.paths."+key.key)
		}
	}
	if path == "" {
		path = "."
	}
	if len(include) == 0 {
		*paths = append(*paths, pc.fromDir(p, path))
	}
	for _, pattern := range include {
		if !strings.Contains(pattern, "/") {
			pattern = "**/" + pattern // by its name, wherever it is
		}
		*paths = append(*paths, strings.TrimSuffix(pc.fromDir(p, path), "/")+"/"+pattern)
	}
}

// fromDir is a path that starts from the folder of the process.
func (pc *processCompose) fromDir(p *pcProcess, path string) string {
	path = strings.TrimPrefix(pc.filled(path, ""), "./")
	dir := strings.TrimSuffix(strings.TrimPrefix(pc.filled(p.dir, ""), "./"), "/")
	if dir == "" || dir == "." || strings.HasPrefix(path, "/") {
		return pc.in(path)
	}
	return pc.in(dir + "/" + path)
}

// logFile is the file that the output goes to.
func (pc *processCompose) logFile(p *pcProcess, f field) {
	file, ok := pc.rendered(p, f)
	if !ok || file == "" {
		return
	}
	numbered := strings.NewReplacer("{PC_REPLICA_NUM}", "\x00", "$((TEND_REPLICA - 1))", "\x00").Replace(file)
	if p.replicas > 1 && !strings.Contains(numbered, "\x00") {
		numbered += ".\x00"
	}
	replica := "0"
	if p.replicas > 1 {
		replica = "${TEND_REPLICA}"
	}
	path := strings.ReplaceAll(pc.in(pc.filled(numbered, "")), "\x00", replica)
	p.mergeTable(f.line(), "log", pair{key: "file", text: quoteLine(path), line: f.line()})
}

// logRotation is when the file is put aside.
func (pc *processCompose) logRotation(p *pcProcess, f field) {
	for _, key := range pc.fields(f.value, p.path, f.key) {
		if key.key != "rotation" {
			p.lacks(key.line(), f.key+"."+key.key)
			continue
		}
		for _, part := range pc.fields(key.value, p.path, key.key) {
			n := 0
			if part.key == "max_size_mb" || part.key == "max_backups" {
				n, _ = pc.number(part.value, p.path, part.key)
			}
			switch {
			case part.key == "max_size_mb" && n > 0:
				p.mergeTable(f.line(), "log", pair{key: "max_size", text: quote(itoa(n) + "MiB"), line: part.line()})
			case part.key == "max_backups" && n > 0:
				p.mergeTable(f.line(), "log", pair{key: "keep", text: itoa(n), line: part.line()})
			default:
				p.lacks(part.line(), f.key+".rotation."+part.key)
			}
		}
	}
}
