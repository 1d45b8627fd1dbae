package adopt

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// processCompose is a process-compose.yaml being read.
type processCompose struct {
	*reader
	vars  map[string]any // of its templates
	plain bool           // $NAME is no variable
}

// pcProcess is a process of it being read.
type pcProcess struct {
	*process
	key      string
	dir      string
	dirLine  int
	replicas int
	vars     map[string]any
	command  string
	inShell  bool // the command is for the shell
	daemon   int  // the line that says it is one, else 0
	restart  string
	stopped  *pcShutdown
	asked    map[string]bool // its texts use these, which process-compose sets
}

func readProcessCompose(r *reader, text string) {
	pc := &processCompose{reader: r, vars: map[string]any{}}
	root := r.root(text)
	fields := r.fields(root, "", "a process-compose.yaml")
	for _, f := range fields {
		switch f.key {
		case "disable_env_expansion":
			pc.plain, _ = r.flag(f.value, "", f.key)
		case "vars":
			pc.vars = pc.variables(nil, f.value, "vars")
		}
	}
	if !slices.ContainsFunc(fields, func(f field) bool { return f.key == "shell" }) {
		// What it runs commands with by itself.
		r.setTop(0, "shell", list([]string{"bash", "-c"}))
	}
	for _, f := range fields {
		pc.top(f)
	}
	if !slices.ContainsFunc(r.top, func(e *entry) bool { return e.key == "env_file" }) {
		r.dotenv()
	}
	pc.conditions()
	for _, name := range []string{"process-compose.override.yml", "process-compose.override.yaml"} {
		if r.source.has(name) {
			r.remark(0, "%s is here as well, and was not read: tend.local.toml does for tend.toml what it does", name)
		}
	}
}

// top reads a key at the top.
func (pc *processCompose) top(f field) {
	switch f.key {
	case "processes":
		for _, p := range pc.fields(f.value, "processes", "processes") {
			pc.processOf(p)
		}
	case "name":
		if name, ok := pc.text(f.value, "", "name"); ok && plain(name) == name && strings.TrimSpace(name) != "" && !strings.Contains(name, "$") {
			pc.setTop(f.line(), "name", quoteLine(name))
		}
	case "environment":
		if env := pc.environment(f, "", nil); len(env) > 0 {
			pc.draft.top = append(pc.draft.top, &entry{key: "env", line: f.line(), table: env})
		}
	case "shell":
		pc.shell(f)
	case "log_location":
		if file, ok := pc.text(f.value, "", f.key); ok && file != "" {
			pc.draft.top = append(pc.draft.top, &entry{key: "log", line: f.line(), table: []pair{{key: "file", text: quoteLine(pc.in(pc.filled(file, ""))), line: f.line()}}})
		}
	case "env_file", "env_files":
		if files := pc.texts(f.value, "", f.key); len(files) > 0 {
			for i := range files {
				files[i] = pc.in(pc.filled(files[i], ""))
			}
			pc.setTop(f.line(), "env_file", list(files))
		}
	case "vars", "disable_env_expansion":
	case "version", "is_strict", "ordered_shutdown", "log_level", "log_format":
		// What they ask for, tend does anyway, or it is about process-compose.
	case "extends":
		pc.remark(f.line(), "the project that this one extends is not read: run tend init --from on it as well")
	default:
		if !strings.HasPrefix(f.key, "x-") && !anchorsOnly(f.value) {
			pc.lacks(f.line(), f.key)
		}
	}
}

// anchorsOnly reports whether a table is there for others to refer to.
func anchorsOnly(n *yaml.Node) bool {
	if n.Anchor != "" {
		return true
	}
	for i := 1; i < len(n.Content); i += 2 {
		if n.Kind == yaml.MappingNode && n.Content[i].Anchor != "" {
			return true
		}
	}
	return false
}

func (pc *processCompose) shell(f field) {
	var command, argument string
	for _, key := range pc.fields(f.value, "shell", "shell") {
		switch key.key {
		case "shell_command":
			command, _ = pc.text(key.value, "shell", key.key)
		case "shell_argument":
			argument, _ = pc.text(key.value, "shell", key.key)
		default:
			pc.lacks(key.line(), "shell."+key.key)
		}
	}
	if command == "" {
		pc.wrong(f.line(), "shell", "there is no shell_command")
		return
	}
	shell := []string{command}
	if argument != "" {
		shell = append(shell, argument)
	}
	pc.setTop(f.line(), "shell", list(shell))
}

func (pc *processCompose) processOf(f field) {
	path := "processes." + f.key
	p := &pcProcess{process: pc.add(f.line(), path, f.key), key: f.key, replicas: 1, vars: pc.vars, asked: map[string]bool{}}
	p.about = said(f.at)
	fields := pc.fields(f.value, path, "a process")
	for _, key := range fields { // what the others need
		switch key.key {
		case "vars":
			p.vars = pc.variables(pc.vars, key.value, path)
		case "replicas":
			if n, ok := pc.number(key.value, path, key.key); ok && n > 0 {
				p.replicas = n
			}
		}
	}
	for _, key := range fields {
		if key.key == "working_dir" {
			p.dir, _ = pc.rendered(p, key)
			p.dirLine = key.line()
		}
	}
	var entrypoint field
	commandLine := 0
	for _, key := range fields {
		switch key.key {
		case "command":
			if text, ok := pc.rendered(p, key); ok && strings.TrimSpace(text) != "" {
				p.command, p.inShell = text, true
			}
			if p.inShell || !isNull(key.value) && key.value.Kind != yaml.ScalarNode {
				commandLine = key.line()
			}
		case "entrypoint":
			entrypoint = key
		}
		pc.processKey(p, key)
	}
	pc.run(p, entrypoint, commandLine)
	pc.end(p)
}

// run sets what is run and where.
func (pc *processCompose) run(p *pcProcess, entrypoint field, line int) {
	switch {
	case p.inShell:
		p.set(line, "command", quoteCommand(pc.shellText(p.process, line, p.command)))
		if entrypoint.at != nil {
			p.remark(entrypoint.line(), "entrypoint is left out: with both, process-compose takes command")
		}
	case entrypoint.at != nil:
		words := pc.texts(entrypoint.value, p.path, "entrypoint")
		for i, word := range words {
			words[i] = pc.filled(pc.template(p, entrypoint.line(), word), ":-")
		}
		if len(words) > 0 {
			p.set(entrypoint.line(), "command", list(words))
			break
		}
		fallthrough
	case line > 0: // has been reported
	default:
		pc.wrong(p.line, p.path, "there is no command: say what to run")
	}
	pc.setDir(p.process, p.dirLine, pc.filled(p.dir, ""))
	if p.replicas > 1 {
		p.set(p.line, "replicas", itoa(p.replicas))
	}
	if p.asked["PROC_NAME"] {
		p.mergeTable(p.line, "env", pair{key: "PC_PROC_NAME", text: quoteLine(escaped(p.key)), line: p.line})
	}
	switch {
	case !p.asked["REPLICA_NUM"]:
	case p.replicas == 1:
		p.mergeTable(p.line, "env", pair{key: "PC_REPLICA_NUM", text: quote("0"), line: p.line})
	default:
		p.remark(p.line, "PC_REPLICA_NUM counts from 0, and is not set here: TEND_REPLICA counts from 1")
	}
}

// processKey reads a key of a process.
func (pc *processCompose) processKey(p *pcProcess, f field) {
	switch f.key {
	case "command", "entrypoint", "working_dir", "vars", "replicas":
		// Read already.
	case "description":
		if text, ok := pc.rendered(p, f); ok && text != "" {
			p.about = append(p.about, text)
		}
	case "environment":
		p.setTable(f.line(), "env", pc.environment(f, p.path, p))
	case "env_file", "env_files":
		if files := pc.texts(f.value, p.path, f.key); len(files) > 0 {
			for i := range files {
				files[i] = pc.in(pc.filled(files[i], ""))
			}
			p.set(f.line(), "env_file", list(files))
		}
	case "depends_on":
		pc.dependsOn(p, f)
	case "namespace":
		if name, ok := pc.text(f.value, p.path, f.key); ok && name != "default" && strings.TrimSpace(name) != "" {
			p.set(f.line(), "group", quoteLine(name))
		}
	case "disabled", "is_disabled":
		if off, _ := pc.flag(f.value, p.path, f.key); off && p.entry("autostart") == nil {
			p.set(f.line(), "autostart", "false")
		}
	case "is_foreground":
		if on, _ := pc.flag(f.value, p.path, f.key); on {
			if p.entry("autostart") == nil {
				p.set(f.line(), "autostart", "false")
			}
			p.remark(f.line(), "starts by hand, in a terminal of its own: it does not take the whole screen")
		}
	case "is_tty":
		if on, ok := pc.flag(f.value, p.path, f.key); ok && !on {
			p.set(f.line(), "tty", "false")
		}
	case "is_daemon":
		if on, _ := pc.flag(f.value, p.path, f.key); on {
			p.daemon = f.line()
		}
	case "success_exit_codes":
		pc.successCodes(p, f)
	case "availability":
		pc.availability(p, f)
	case "readiness_probe":
		pc.probe(p, f, "ready")
	case "liveness_probe":
		pc.probe(p, f, "health")
	case "ready_log_line":
		pc.readyLine(p, f)
	case "shutdown":
		pc.shutdown(p, f)
	case "schedule":
		pc.schedule(p, f)
	case "watch":
		pc.watch(p, f)
	case "log_location":
		pc.logFile(p, f)
	case "log_configuration":
		pc.logRotation(p, f)
	default:
		if !strings.HasPrefix(f.key, "x-") {
			p.lacks(f.line(), f.key)
		}
	}
}

// successCodes are exit codes with which it has ended well. With 0 it has
// anyway.
func (pc *processCompose) successCodes(p *pcProcess, f field) {
	var codes []string
	for _, item := range pc.items(f.value) {
		if code, ok := pc.number(item, p.path, f.key); ok && code > 0 {
			codes = append(codes, itoa(code))
		}
	}
	if len(codes) > 0 {
		p.set(f.line(), "success_codes", "["+strings.Join(codes, ", ")+"]")
	}
}

// pcConditions are what process-compose can wait for, and what that is in tend.
var pcConditions = map[string]string{
	"process_started": "started", "process_healthy": "ready", "process_log_ready": "ready",
	"process_completed": "exited", "process_completed_successfully": "done",
}

func (pc *processCompose) dependsOn(p *pcProcess, f field) {
	if f.value.Kind == yaml.SequenceNode {
		for _, name := range pc.texts(f.value, p.path, f.key) {
			p.depends = append(p.depends, dependency{name: name, condition: "started", line: f.line()})
		}
		return
	}
	for _, on := range pc.fields(f.value, p.path, f.key) {
		condition, at := "process_started", on.value
		switch on.value.Kind {
		case yaml.MappingNode:
			for _, key := range pc.fields(on.value, p.path, on.key) {
				if key.key == "condition" {
					if text, ok := pc.text(key.value, p.path, key.key); ok {
						condition, at = text, key.value
					}
				} else {
					p.lacks(key.line(), "depends_on."+on.key+"."+key.key)
				}
			}
		default:
			if text, ok := pc.text(on.value, p.path, on.key); ok {
				condition = text
			}
		}
		known, ok := pcConditions[condition]
		if !ok {
			pc.wrong(at.Line, p.path, "waits for %q, which is no condition: there are process_started, process_healthy, process_log_ready, process_completed and process_completed_successfully", condition)
		}
		p.depends = append(p.depends, dependency{name: on.key, condition: known, line: on.line()})
	}
}

// conditions lets nobody wait for what is not going to be: a process is ready
// here by its readiness probe, and for process-compose by its liveness probe too.
func (pc *processCompose) conditions() {
	for _, p := range pc.processes {
		for i := range p.depends {
			d := &p.depends[i]
			name, ok := pc.names.of[d.name]
			if !ok || d.condition != "ready" {
				continue
			}
			if on := pc.draft.process(name); on.entry("ready") == nil && on.entry("daemon") == nil {
				d.condition = "started"
				p.remark(d.line, "waits only until %s is started: it has no readiness probe", name)
			}
		}
	}
}
