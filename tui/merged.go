package tui

import "tend/manager"

// mergedKey is what several processes in one view are called where it is kept
// where one stands. No process can have that name.
const mergedKey = "\x00"

// toggleMerged shows the output of several processes in the order in which it
// came, from where one is, or goes back to where one was.
func (o *output) toggleMerged() {
	o.merged = !o.merged
	if r := o.reader(); o.merged {
		o.readers[mergedKey] = &reader{paused: r.paused, top: place{at: r.top.at}}
	}
}

// namesToMerge returns the marked processes, or all if none is.
func namesToMerge(ps []*manager.ProcessView, marks map[string]bool) []string {
	names := make([]string, 0, len(ps))
	for _, p := range ps {
		if len(marks) == 0 || marks[p.Name] {
			names = append(names, p.Name)
		}
	}
	return names
}
