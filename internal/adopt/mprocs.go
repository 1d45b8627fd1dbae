package adopt

import (
	"runtime"
	"strings"

	"go.yaml.in/yaml/v3"
)

// mprocs is an mprocs.yaml being read.
type mprocs struct{ *reader }

func readMprocs(r *reader, text string) {
	m := mprocs{r}
	root := m.chosen(nil, r.root(text), "")
	for _, f := range r.fields(root, "", "an mprocs.yaml") {
		switch f.key {
		case "procs":
			for _, p := range r.fields(m.chosen(nil, f.value, "procs"), "procs", "procs") {
				m.proc(p)
			}
		case "proc_log":
			r.remark(f.line(), "proc_log is left out: give log.file at the top a file for all, or each process one of its own")
		default:
			if !strings.HasPrefix(f.key, "x-") {
				r.lacks(f.line(), f.key)
			}
		}
	}
	for _, p := range r.processes {
		for i := range p.depends {
			p.depends[i].condition = "started"
		}
	}
}

func (m mprocs) proc(f field) {
	path := "procs." + f.key
	value := m.chosen(nil, f.value, path)
	if isNull(value) {
		m.remark(f.line(), "%s is null, and left out", plain(f.key))
		return
	}
	p := m.add(f.line(), path, f.key)
	p.about = said(f.at)
	if f.value.Kind == yaml.MappingNode && value != f.value {
		p.remark(f.line(), selected, m.system())
	}
	switch value.Kind {
	case yaml.ScalarNode:
		m.shell(p, f.line(), value)
		m.setDir(p, f.line(), "")
	case yaml.SequenceNode:
		m.command(p, f.line(), value)
		m.setDir(p, f.line(), "")
	default:
		m.settings(p, value)
	}
}

// settings are a proc that is a table.
func (m mprocs) settings(p *process, n *yaml.Node) {
	dir, dirLine, run := "", p.line, ""
	for _, f := range m.fields(n, p.path, "a proc") {
		value := m.chosen(p, f.value, p.path)
		if isNull(value) {
			continue
		}
		switch f.key {
		case "shell", "cmd":
			if run != "" {
				m.wrong(f.line(), p.path, "has both %s and %s: one of the two says what to run", run, f.key)
				continue
			}
			run = f.key
			if f.key == "shell" || value.Kind == yaml.ScalarNode {
				m.shell(p, f.line(), value)
			} else {
				m.command(p, f.line(), value)
			}
		case "cwd":
			dir, _ = m.text(value, p.path, f.key)
			dirLine = f.line()
		case "env":
			p.setTable(f.line(), "env", m.env(p, value))
		case "add_path":
			var folders []string
			for _, folder := range m.texts(value, p.path, f.key) {
				folders = append(folders, m.path(folder))
			}
			if len(folders) > 0 {
				p.set(f.line(), "path", list(folders))
				p.remark(f.line(), "these folders go before PATH, and not after it as with mprocs")
			}
		case "autostart":
			if on, ok := m.flag(value, p.path, f.key); ok && !on {
				p.set(f.line(), "autostart", "false")
			}
		case "autorestart":
			if on, _ := m.flag(value, p.path, f.key); on {
				p.set(f.line(), "restart", quote("always"))
			}
		case "deps":
			for _, name := range m.texts(value, p.path, f.key) {
				p.depends = append(p.depends, dependency{name: name, line: f.line()})
			}
		case "stop":
			m.stop(p, f.line(), value)
		case "log":
			m.log(p, f.line(), value)
		default:
			if !strings.HasPrefix(f.key, "x-") {
				p.lacks(f.line(), f.key)
			}
		}
	}
	if run == "" {
		m.wrong(p.line, p.path, "there is no command: it takes shell or cmd")
	}
	m.setDir(p, dirLine, m.path(dir))
}

func (m mprocs) shell(p *process, line int, n *yaml.Node) {
	if text, ok := m.text(n, p.path, "shell"); ok {
		p.set(line, "command", quoteCommand(text))
	}
}

func (m mprocs) command(p *process, line int, n *yaml.Node) {
	words := m.texts(n, p.path, "cmd")
	for i := range words {
		words[i] = escaped(words[i])
	}
	p.set(line, "command", list(words))
}

// path is one as tend writes it: from the folder of the file, as <CONFIG_DIR> is.
func (m mprocs) path(path string) string {
	if rest, ok := strings.CutPrefix(path, "<CONFIG_DIR>"); ok {
		path = strings.TrimLeft(rest, `/\`)
		if path == "" {
			path = "."
		}
	}
	return m.in(escaped(path))
}

func (m mprocs) env(p *process, n *yaml.Node) []pair {
	var env []pair
	for _, f := range m.fields(n, p.path, "env") {
		value := m.chosen(p, f.value, p.path)
		if isNull(value) {
			env = append(env, pair{key: f.key, text: "false", line: f.line()})
		} else if text, ok := m.text(value, p.path, f.key); ok {
			env = append(env, pair{key: f.key, text: quoteLine(escaped(text)), line: f.line()})
		}
	}
	return env
}

// log is the file that the output goes to, if it is one.
func (m mprocs) log(p *process, line int, n *yaml.Node) {
	if file := lookup(n, "file"); file != nil {
		if path, ok := m.text(file, p.path, "log.file"); ok && path != "" {
			p.setTable(line, "log", []pair{{key: "file", text: quoteLine(m.path(path)), line: line}})
			return
		}
	}
	if n.Value != "false" {
		p.remark(line, "log is left out: say which file, such as log.file = \"logs/%s.log\"", p.name)
	}
}

const selected = "of what is different on each system, this is what is for %s"

// systems are what mprocs calls those that Go has other names for.
var systems = map[string]string{"darwin": "macos"}

func (m mprocs) system() string {
	system := m.options.System
	if system == "" {
		system = runtime.GOOS
	}
	if name := systems[system]; name != "" {
		return name
	}
	return system
}

// chosen is a value, or of one that is different on each system, that of this one.
func (m mprocs) chosen(p *process, n *yaml.Node, path string) *yaml.Node {
	for range maxDepth {
		if n = follow(n); n == nil || n.Kind != yaml.MappingNode || len(n.Content) < 2 || n.Content[0].Value != "$select" {
			return n
		}
		by := follow(n.Content[1])
		value := lookup(n, m.system())
		if value == nil {
			value = lookup(n, "$else")
		}
		if by.Value != "os" || value == nil {
			m.wrong(n.Line, path, "$select has nothing for %s: it takes os, a value for each system, and $else for the others", m.system())
			return nil
		}
		if p != nil {
			p.remark(n.Line, selected, m.system())
		}
		n = value
	}
	m.wrong(n.Line, path, "$select goes in circles")
	return nil
}
