package tui

import (
	"strings"

	"tend/manager"
)

// graphLines draws what depends on what as a tree: below each process what it
// needs, with how that is. What has been drawn already is named and not drawn
// again.
func graphLines(st *styles, ps []*manager.ProcessView, selected *manager.ProcessView, width int) []string {
	g := &graph{st: st, width: width, selected: selected, byName: make(map[string]*manager.ProcessView, len(ps)), drawn: make(map[string]bool)}
	needed := make(map[string]bool)
	for _, p := range ps {
		g.byName[p.Name] = p
		for _, d := range p.DependsOn {
			needed[d.Name] = true
		}
	}
	alone := 0
	for _, p := range ps {
		switch {
		case needed[p.Name]:
		case len(p.DependsOn) == 0:
			alone++
		default:
			g.add(p, nil, "", "")
		}
	}
	if alone > 0 {
		if len(g.lines) > 0 {
			g.lines = append(g.lines, blank(width))
		}
		g.lines = append(g.lines, note(st, width, "on their own"))
		for _, p := range ps {
			if len(p.DependsOn) == 0 && !needed[p.Name] {
				g.add(p, nil, "", "")
			}
		}
	}
	return g.lines
}

// graph is a tree in the making.
type graph struct {
	st       *styles
	width    int
	selected *manager.ProcessView
	byName   map[string]*manager.ProcessView
	drawn    map[string]bool
	lines    []string
}

// add draws a process and, below, what it needs. Need is how another one needs
// it, nil for those that nobody does; lead is drawn before its own line, below
// before those that follow.
func (g *graph) add(p *manager.ProcessView, need *need, lead, below string) {
	on := &g.st.base
	if g.selected != nil && g.selected.Name == p.Name {
		on = &g.st.selected
	}
	look := faceOf(p)
	l := newLine(g.width).space(on.of(text), logsGutter).add(on.of(faint), lead)
	l.add(on.of(look.tone), look.glyph).space(on.of(text), 1).add(on.strong(text), plain(p.Name)).space(on.of(text), 1)
	l.add(on.of(wordsTone(look.tone)), p.Status.String())
	if need != nil {
		t, words := dim, "needed "+need.Condition.String()
		if need.unmet != nil {
			t, words = warn, "waited for until it is "+need.Condition.String()
			if need.unmet.Failed {
				t, words = bad, "waited for, but it "+need.unmet.Why
			}
		}
		l.add(on.of(faint), " · ").add(on.of(t), words)
	}
	again := g.drawn[p.Name] && len(p.DependsOn) > 0
	if again {
		l.add(on.of(faint), " · ").add(on.of(dim), "see above")
	}
	g.lines = append(g.lines, l.fill(on.of(text)))
	if again {
		return
	}
	g.drawn[p.Name] = true
	for i, d := range p.DependsOn {
		other := g.byName[d.Name]
		if other == nil {
			continue // it is about to leave the configuration
		}
		branch, rest := "├─ ", "│  "
		if i == len(p.DependsOn)-1 {
			branch, rest = "└─ ", "   "
		}
		g.add(other, needOf(p, d), below+branch, below+rest)
	}
}

// need is a dependency, and why it is not met yet; nil if it is.
type need struct {
	manager.Dependency
	unmet *manager.Unmet
}

func needOf(p *manager.ProcessView, d manager.Dependency) *need {
	n := &need{Dependency: d}
	for i := range p.WaitingFor {
		if p.WaitingFor[i].Name == d.Name {
			n.unmet = &p.WaitingFor[i]
		}
	}
	return n
}

// dependents are the processes that need one.
func dependents(ps []*manager.ProcessView, name string) string {
	var out []string
	for _, p := range ps {
		for _, d := range p.DependsOn {
			if d.Name == name {
				out = append(out, plain(p.Name))
			}
		}
	}
	return strings.Join(out, ", ")
}
