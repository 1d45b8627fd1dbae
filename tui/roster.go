package tui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"tend/manager"
)

// entry is a row of the list: a process, or the head of a group.
type entry struct {
	process *manager.ProcessView // nil: the head of the group
	group   string
	hits    []int // the bytes of the name that were looked for
}

// headSign begins the key of a group's head. No name of a process has it.
const headSign = mergedKey + "group "

// key is the same for what is the same row in another state.
func (e *entry) key() string {
	if e.process == nil {
		return headSign + e.group
	}
	return e.process.Name
}

// order is what the list is sorted by.
type order uint8

const (
	byDefinition order = iota
	byName
	byStatus
	byCPU
	byMemory
	byAge
	byRestarts

	orders
)

// orderWords say it.
var orderWords = [orders]string{
	byDefinition: "as defined", byName: "by name", byStatus: "what needs attention first", byCPU: "by cpu",
	byMemory: "by memory", byAge: "newest first", byRestarts: "by restarts",
}

// compare is the order of two processes. What is equal stays as defined.
func (o order) compare(a, b *manager.ProcessView) int {
	switch o {
	case byName:
		return strings.Compare(a.Name, b.Name)
	case byStatus:
		return cmp.Compare(urgency(b), urgency(a))
	case byCPU:
		return cmp.Compare(b.Usage.CPU, a.Usage.CPU)
	case byMemory:
		return cmp.Compare(b.Usage.Memory, a.Usage.Memory)
	case byAge:
		return b.StartedAt.Compare(a.StartedAt)
	case byRestarts:
		return cmp.Compare(b.Restarts, a.Restarts)
	default:
		return 0
	}
}

// urgency is how much a process needs attention: what is wrong, then what moves,
// then what runs, then what rests.
func urgency(p *manager.ProcessView) int {
	switch t := faceOf(p).tone; {
	case t == bad:
		return 4
	case t == warn:
		return 3
	case p.Status == manager.Starting || p.Status == manager.Waiting:
		return 2
	case p.Status.Active():
		return 1
	default:
		return 0
	}
}

// roster decides which processes the list shows, and in which order.
type roster struct {
	order  order
	folded map[string]bool
	find   string // what the names have to resemble; empty: all
}

// rows returns the rows for the processes, which come as they are defined.
func (r *roster) rows(ps []*manager.ProcessView) []entry {
	switch {
	case r.find != "":
		return r.found(ps)
	case r.order != byDefinition:
		ps = slices.Clone(ps)
		slices.SortStableFunc(ps, r.order.compare)
	case slices.ContainsFunc(ps, func(p *manager.ProcessView) bool { return p.Group != "" }):
		return r.grouped(ps)
	}
	rows := make([]entry, len(ps))
	for i, p := range ps {
		rows[i] = entry{process: p}
	}
	return rows
}

// found returns the processes whose names resemble what is looked for, the most
// similar first.
func (r *roster) found(ps []*manager.ProcessView) []entry {
	matches := fuzzy.FindFrom(r.find, names(ps))
	rows := make([]entry, len(matches))
	for i, m := range matches {
		rows[i] = entry{process: ps[m.Index], hits: m.MatchedIndexes}
	}
	return rows
}

// names makes the processes what a search takes.
type names []*manager.ProcessView

func (n names) Len() int            { return len(n) }
func (n names) String(i int) string { return plain(n[i].Name) }

// grouped returns the processes group by group. A group stands where the first
// of its processes is defined.
func (r *roster) grouped(ps []*manager.ProcessView) []entry {
	rows := make([]entry, 0, len(ps))
	seen := make(map[string]bool)
	for _, p := range ps {
		if p.Group == "" {
			rows = append(rows, entry{process: p})
			continue
		}
		if seen[p.Group] {
			continue
		}
		seen[p.Group] = true
		rows = append(rows, entry{group: p.Group})
		if r.folded[p.Group] {
			continue
		}
		for _, member := range membersOf(ps, p.Group) {
			rows = append(rows, entry{process: member, group: p.Group})
		}
	}
	return rows
}

// membersOf returns the processes of a group; of "", which is none, nobody.
func membersOf(ps []*manager.ProcessView, group string) []*manager.ProcessView {
	var out []*manager.ProcessView
	if group == "" {
		return nil
	}
	for _, p := range ps {
		if p.Group == group {
			out = append(out, p)
		}
	}
	return out
}

// fold shows only the head of a group, or all of it again.
func (r *roster) fold(group string, folded bool) {
	if r.folded == nil {
		r.folded = make(map[string]bool)
	}
	r.folded[group] = folded
}
