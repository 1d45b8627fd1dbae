package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// sayEnding is why nothing is started any more.
func (a *app) sayEnding() string {
	return "the session is ending: " + a.keys.tells(Kill, "kills what is left")
}

// reload has the configuration read again, unless that is going on.
func (a *app) reload() tea.Cmd {
	switch {
	case a.isEnding():
		a.notice = hint(a.sayEnding(), a.at)
		return nil
	case a.reloading:
		a.notice = hint("the configuration is being read already", a.at)
		return nil
	}
	a.reloading = true
	a.notice = hint("reading the configuration again", a.at)
	return reload(a.ctx, a.stack)
}

// reloaded shows what came of it: in the footer what has changed, and in a pane
// of its own why nothing has.
func (a *app) reloaded(m reloadedMsg) {
	a.reloading = false
	a.look() // what the stack has logged of it stands in the journal by now
	if m.err == nil {
		a.closeRefusal()
		a.notice = notice{glyph: "✓", tone: ok, words: "configuration read again; " + plain(m.summary), until: a.at.Add(noticeTime), more: true}
		return
	}
	a.notice = notice{}
	if a.isEnding() {
		return // there is nothing left to configure
	}
	r := &a.refusal
	switch {
	case a.messages.open:
		r.back = a.messages.back
		a.messages.open = false
	case !r.open:
		r.back = a.focus
	}
	r.open = true
	r.take(m.err)
	a.focusOn(onLogsPane)
}

// closeRefusal gives the output its place back.
func (a *app) closeRefusal() {
	if !a.refusal.open {
		return
	}
	a.refusal.open = false
	if a.messages.open {
		a.messages.back = a.refusal.back
	} else {
		a.focusOn(a.refusal.back)
	}
}

// covered reports whether something of tend's own stands in the place of the
// output.
func (a *app) covered() bool { return a.messages.open || a.refusal.open || a.sheet.kind != noSheet }

// refuses reports whether that is why a configuration was not taken over.
func (a *app) refuses() bool { return a.refusal.open && !a.messages.open }
