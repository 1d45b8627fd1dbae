package adopt

import (
	"fmt"
	"slices"
	"strings"

	"tend/internal/config"
)

// rounds bounds how often the loader is asked. What it says at first is nearly
// always all.
const rounds = 20

// vital are the keys without which a process would be another one, or would run
// at another time. What is wrong with them is the source's mistake.
var vital = []string{"shell", "command", "dir", "depends_on", "daemon"}

// settle asks the loader what it thinks of the draft and makes comments of what
// it refuses, until it takes what is left. The text is that.
func (d *draft) settle(o Options) (string, error) {
	for range rounds {
		d.drawDependencies()
		text, origins := d.write(true)
		_, err := config.Parse(config.FileName, []byte(text), o.Dir, config.Options{Environ: o.Environ})
		if err == nil {
			return d.pretty(o)
		}
		problems, ok := err.(config.Errors)
		if !ok {
			return "", err
		}
		if fatal := d.concede(problems, origins); len(fatal) > 0 {
			return "", fatal
		}
	}
	return "", config.Errors{{File: d.source.Shown(), Text: fmt.Sprintf("after %d attempts there is still something in it that tend does not take", rounds)}}
}

// pretty is the text for people, which says the same as what the loader has just
// taken. It is asked again all the same: it is this text that gets written.
func (d *draft) pretty(o Options) (string, error) {
	text, _ := d.write(false)
	if _, err := config.Parse(config.FileName, []byte(text), o.Dir, config.Options{Environ: o.Environ}); err != nil {
		return "", config.Errors{{File: d.source.Shown(), Text: fmt.Sprintf("what tend made of it, tend does not take: %s", plain(err.Error()))}}
	}
	return text, nil
}

// concede makes comments of what the problems are about. Those that do not let
// it do so are returned as problems of the source.
func (d *draft) concede(problems config.Errors, origins []origin) (fatal config.Errors) {
	for _, problem := range problems {
		if problem.Line < 1 || problem.Line > len(origins) {
			fatal = append(fatal, config.Problem{File: d.source.Shown(), Text: problem.Text})
			continue
		}
		at := origins[problem.Line-1]
		switch {
		case at.entry == nil || slices.Contains(vital, at.entry.key):
			fatal = append(fatal, d.blame(at, problem))
		case at.pair != nil && strings.HasSuffix(at.entry.key, "env"):
			at.pair.without = problem.Text
			d.dropped(at, at.pair.line, at.entry.key+"."+at.pair.key, problem)
		case at.entry.without == "":
			at.entry.without = problem.Text
			d.dropped(at, at.entry.line, at.entry.key, problem)
			d.startInstead(at)
		}
	}
	return fatal
}

// blame is a problem of the text as one of the line that it is from.
func (d *draft) blame(at origin, problem config.Problem) config.Problem {
	found := config.Problem{File: d.source.Shown(), Text: problem.Text, Suggestion: problem.Suggestion}
	if at.process != nil {
		found.Line, found.Path = at.process.line, at.process.path
	}
	if at.entry != nil && at.entry.line > 0 {
		found.Line = at.entry.line
	}
	if at.pair != nil && at.pair.line > 0 {
		found.Line = at.pair.line
	}
	return found
}

// dropped notes that a key has become a comment, which stands in its place: the
// notes are for the one who runs tend init.
func (d *draft) dropped(at origin, line int, key string, problem config.Problem) {
	note := config.Note{File: d.source.Shown(), Line: line, Text: key + " is left out: " + problem.Text}
	if at.process != nil {
		note.Path = at.process.path
	}
	d.drops = append(d.drops, note)
}

// startInstead lets processes wait only for the start of one whose probe is gone.
func (d *draft) startInstead(at origin) {
	if at.process == nil || at.entry.key != "ready" {
		return
	}
	for _, p := range d.processes {
		for i := range p.depends {
			if on := &p.depends[i]; on.name == at.process.name && on.condition == "ready" {
				on.condition = "started"
				p.remark(on.line, "waits only until %s is started: its probe is left out", on.name)
			}
		}
	}
}

// drawDependencies writes down what processes depend on: a list where each
// condition is the one that a list stands for.
func (d *draft) drawDependencies() {
	for _, p := range d.processes {
		p.entries = slices.DeleteFunc(p.entries, func(e *entry) bool { return e.key == "depends_on" })
		if len(p.depends) == 0 {
			continue
		}
		names, usual := make([]string, 0, len(p.depends)), true
		var table []pair
		for _, on := range p.depends {
			names = append(names, on.name)
			usual = usual && on.condition == d.usual(on.name) && !on.restart
			text := quote(on.condition)
			if on.restart {
				text = "{ condition = " + text + ", restart = true }"
			}
			table = append(table, pair{key: on.name, text: text, line: on.line})
		}
		if usual {
			p.set(p.depends[0].line, "depends_on", list(names))
		} else {
			p.setTable(p.depends[0].line, "depends_on", table)
		}
	}
}

// usual is the condition that a mere name stands for.
func (d *draft) usual(name string) string {
	if p := d.process(name); p != nil && (p.entry("ready") != nil || p.entry("daemon") != nil) {
		return "ready"
	}
	return "started"
}
