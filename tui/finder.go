package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// finder is the line below the list in which the name of a process is looked
// for. What has been found stays until it is ended.
type finder struct {
	prompt prompt
	before string // the process that was selected when it began
}

// isOn reports whether only some of the processes are shown.
func (a *app) isFinding() bool { return a.finder.prompt.isOpen() || a.list.roster.find != "" }

// openFinder asks for a name.
func (a *app) openFinder() {
	if len(a.list.processes) == 0 {
		a.notice = hint("there is no process", a.at)
		return
	}
	a.focusOn(onListPane)
	f := &a.finder
	f.before = ""
	if p := a.list.selected(); p != nil {
		f.before = p.Name
	}
	f.prompt.open(findPrompt)
	if sought := a.list.roster.find; sought != "" {
		f.prompt.input.SetValue(sought)
		f.prompt.input.CursorEnd()
	}
}

// pressFinder takes a key while a name is asked for.
func (a *app) pressFinder(k tea.KeyMsg) {
	p := &a.finder.prompt
	switch {
	case key.Matches(k, keyGiveUp):
		a.endFinding()
		a.list.selectNamed(a.finder.before)
	case key.Matches(k, keyKeep):
		p.keep()
		p.close()
	case k.Type == tea.KeyUp:
		a.list.moveTo(a.list.cursor - 1)
	case k.Type == tea.KeyDown:
		a.list.moveTo(a.list.cursor + 1)
	case p.key(k):
		a.list.find(p.input.Value())
	}
}

// endFinding shows all processes again. The selection stays.
func (a *app) endFinding() {
	a.finder.prompt.close()
	a.list.find("")
}

// drawFinder draws the line.
func (a *app) drawFinder(width int) string {
	found := fmt.Sprintf("%d of %d", len(a.list.rows), len(a.list.processes))
	if a.finder.prompt.isOpen() {
		return a.finder.prompt.draw(a.st, found, dim, width)
	}
	on := &a.st.selected
	l := newLine(width).space(on.of(text), 1).add(on.of(dim), "only ").add(on.strong(accent), a.list.roster.find)
	words := found + " · " + a.keys.key(Back) + " all"
	if w := textWidth(words); w+2+rowTrail <= l.left {
		l.space(on.of(text), l.left-w-rowTrail).add(on.of(dim), words)
	}
	return l.fill(on.of(text))
}
