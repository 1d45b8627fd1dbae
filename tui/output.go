package tui

import (
	"slices"
	"time"

	"tend/internal/jsonline"
	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
)

// output is the pane with what processes print: of the selected one, or of
// several merged, whole or filtered. What is looked for in it, and what is
// selected, are states of it.
type output struct {
	logs
	keys  *bindings
	stack Stack
	style lineStyle
	json  func(line string) (string, bool) // how JSON is made readable, if it is

	processes []*manager.ProcessView
	merged    bool
	search    search
	filter    logring.Query    // of the lines that are shown; zero: all
	kept      *logring.Pattern // the filter made ready
	selection selection
	prompt    prompt
	before    standing // where one was before the prompt was opened
	scan      scan
}

func newOutput(st *styles, keys *bindings, stack Stack, zone *time.Location) *output {
	o := &output{
		keys: keys, stack: stack, logs: newLogs(stack.Logs), json: jsonline.Readable,
		style: lineStyle{st: st, lead: lead{hues: make(hues), zone: zone}},
	}
	o.draw = o.style.draw
	return o
}

// setProcesses takes a new state.
func (o *output) setProcesses(ps []*manager.ProcessView) {
	o.processes = ps
	o.style.lead.hues.keep(ps)
	o.keep(ps)
}

// show says what is read: what is selected, or if several processes are merged
// the marked ones. Nothing is selected if there is nothing, or if something else
// lies over the pane.
func (o *output) show(c choice, marks map[string]bool) {
	o.shown = logview.View{Filter: o.filter}
	o.style.lead.names = 0
	key := o.key
	switch {
	case c.none():
	case o.merged:
		key = mergedKey
		o.shown.Names = namesToMerge(o.processes, marks)
	case c.group != "":
		key = headSign + c.group
		o.shown.Names = namesToMerge(c.members, nil)
	default:
		key = c.process.Name
		o.shown.Names = []string{c.process.Name}
	}
	if !c.none() && (o.merged || c.group != "") {
		o.style.lead.names = namesWidth(o.shown.Names, o.width)
	}
	if key != o.key {
		o.key, o.rows, o.style.from = key, nil, 0
		o.selection = selection{}
		o.search.move(o.shown.Names)
	}
	o.footed = o.prompt.isOpen() || o.selection.on
}

// refresh brings all that is shown up to date.
func (o *output) refresh(now time.Time) {
	o.style.pattern, o.style.at = o.search.pattern, o.search.at
	if o.search.pattern == nil {
		o.style.pattern = o.kept
	}
	o.patient = o.filter != (logring.Query{}) && o.scan.isYoung(o.toScan(), now)
	if o.prompt.isOpen() && o.before.key != o.key && !o.empty() {
		o.pull()
		o.remember()
		o.search.seeking = o.search.on()
	}
	if o.search.seeking && !o.empty() {
		o.seek()
	}
	o.pull()
	o.count()
	o.countSelected()
}

// back ends the innermost of what is on, and reports whether there was any.
func (o *output) back() bool {
	switch {
	case o.selection.on:
		o.endSelection()
	case o.search.on():
		o.search = search{}
	case o.filter != (logring.Query{}):
		o.setFilter(logring.Query{})
	case o.merged:
		o.merged = false
	default:
		return false
	}
	return true
}

// setFilter says which lines are shown. One stays where one is.
func (o *output) setFilter(q logring.Query) {
	if q == o.filter {
		return
	}
	p, err := q.Compile()
	switch {
	case err != nil:
		return // it has been said in the prompt
	case q == logring.Query{}:
		p = nil
	}
	o.filter, o.kept = q, p
	o.endSelection()
	o.reader().top.part = 0
}

// toggleTimes shows when lines came, or no longer.
func (o *output) toggleTimes() {
	o.style.lead.times = !o.style.lead.times
	o.unwrapTops()
}

// toggleJSON shows lines that are JSON as what they say, or as they are.
func (o *output) toggleJSON() {
	if o.style.readable == nil {
		o.style.readable = o.json
	} else {
		o.style.readable = nil
	}
	o.unwrapTops()
}

// shiftCells is how far one moves along long lines at once.
const shiftCells = 20

// shift moves along lines that are longer than the pane, as far as one of those
// that are shown goes on. It reports whether it did.
func (o *output) shift(left bool) bool {
	from := o.style.from
	switch {
	case left:
		from = max(0, from-shiftCells)
	case slices.ContainsFunc(o.rows, func(r logRow) bool { return r.more }):
		from += shiftCells
	}
	moved := from != o.style.from
	o.style.from = from
	return moved
}
