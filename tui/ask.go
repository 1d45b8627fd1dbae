package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logring"
	"tend/internal/logview"
)

// standing is where one was before a prompt was opened, and what was on.
type standing struct {
	key    string // of what was read
	reader reader
	first  logview.Position // of the first row that was shown
	search search
	filter logring.Query
	focus  focus

	selection selection
}

// remember notes where one is.
func (o *output) remember() {
	o.before.key, o.before.reader, o.before.first = o.key, *o.reader(), logview.Position{}
	if len(o.rows) > 0 {
		o.before.first = o.rows[0].at
	}
}

// openPrompt asks for a text.
func (o *output) openPrompt(kind promptKind, from focus) {
	if kind == filterPrompt {
		o.endSelection() // its lines may not be there any more
	}
	o.before = standing{search: o.search, filter: o.filter, focus: from, selection: o.selection}
	o.prompt.open(kind)
	o.footed = true // which may hide the first row
	o.pull()
	o.remember()
}

// typed does at once what the text in the prompt means, from where one was
// before.
func (o *output) typed() {
	if !o.prompt.looks() || o.prompt.wrong != "" {
		return
	}
	if o.before.key == o.key {
		*o.reader() = o.before.reader
	}
	if o.prompt.kind == searchPrompt {
		o.search = newSearch(o.prompt.query())
		return
	}
	o.setFilter(o.prompt.query())
}

// giveUp closes the prompt and goes back to where one was.
func (o *output) giveUp() {
	o.prompt.close()
	if o.before.key == o.key {
		*o.reader() = o.before.reader
	}
	o.search = o.before.search
	o.setFilter(o.before.filter)
	if o.before.key == o.key {
		o.selection = o.before.selection
	}
	o.footed = o.selection.on
}

// answer closes the prompt and keeps what has been typed. It reports false if
// that cannot be.
func (o *output) answer() bool {
	p := &o.prompt
	if p.wrong != "" {
		return false
	}
	p.keep()
	switch {
	case p.kind == searchPrompt && !o.search.on():
		o.giveUp() // to whatever was looked for before
		return true
	case p.kind == filterPrompt && p.query() == logring.Query{}:
		o.setFilter(logring.Query{})
	}
	p.close()
	o.footed = o.selection.on
	return true
}

// pressPrompt takes a key while a text is asked for.
func (a *app) pressPrompt(k tea.KeyMsg) tea.Cmd {
	o := a.logs
	switch kind, text := o.prompt.kind, o.prompt.input.Value(); {
	case key.Matches(k, keyGiveUp):
		o.giveUp()
		a.focusOn(o.before.focus)
	case key.Matches(k, keyKeep):
		if o.answer() && kind == filePrompt {
			return a.writeTo(text)
		}
	case o.prompt.key(k):
		o.typed()
	}
	return nil
}
