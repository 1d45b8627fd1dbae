package tui

import (
	"fmt"

	"tend/manager"
)

// situation is what the footer depends on.
type situation struct {
	targets []*manager.ProcessView
	marked  int
	focus   focus
	paused  bool
	ending  bool
	forced  bool // nobody is waited for any more
	empty   bool // there are no processes at all
	visit   bool // the session is another process's

	doing    doing
	messages bool // tend's own log is shown
	sheet    bool // details or dependencies are
	refused  bool // why the configuration was not taken over is shown
}

// keyHint is a key worth telling.
type keyHint struct {
	action Action
	words  string // instead of what the keymap says
	loud   bool
}

// footKey is a key as the footer tells it.
type footKey struct {
	key, words string
	loud       bool
}

// footKeys is what the footer tells.
func footKeys(keys *bindings, s situation) []footKey {
	if s.doing.prompt != noPrompt {
		return promptKeys(s.doing)
	}
	var out []footKey
	for _, o := range offers(keys, s) {
		k := keys.hint(o.action)
		if k.key == "" {
			continue // the palette tells of it
		}
		if o.words != "" {
			k.words = o.words
		}
		k.loud = o.loud
		out = append(out, k)
	}
	return out
}

// offers says which keys apply now, most important first.
func offers(keys *bindings, s situation) []keyHint {
	var first, out []keyHint
	switch {
	case s.forced:
		first = []keyHint{{Kill, "kill again", false}}
	case s.ending:
		first = []keyHint{{Kill, "kill what is left", true}}
	default:
		out = offersFor(keys, s.targets)
	}
	follow := keyHint{action: Follow, words: "pause"}
	if s.paused {
		follow.words = "follow"
	}
	switch {
	case s.messages && s.focus == onLogsPane:
		logs := []keyHint{{Messages, "close", false}, {SwitchPane, "list", false}, follow, {action: Wrap}, {LogTop, "top", false}, {LogEnd, "end", false}}
		out = append(logs, out...)
	case s.sheet && s.focus == onLogsPane:
		out = append([]keyHint{{Back, "close", false}, {SwitchPane, "list", false}, {action: PageDown}}, out...)
	case s.refused:
		pane := keyHint{SwitchPane, "list", false}
		if s.focus == onListPane {
			pane.words = "reasons"
		}
		out = append([]keyHint{{Back, "close", false}, {Reload, "again", false}, pane}, out...)
	case s.empty:
	case s.focus == onLogsPane:
		out = append(readingKeys(s.doing, follow), out...)
	default:
		out = append(out, keyHint{FocusLogs, "output", false})
		if !s.ending {
			if s.marked > 0 {
				out = append(out, keyHint{Back, "unmark", false})
			}
			out = append(out, keyHint{action: Mark})
		}
		out = append(out, follow)
	}
	switch {
	case s.visit:
		out = append(out, keyHint{Quit, "leave", false})
	case !s.ending:
		out = append(out, keyHint{action: Quit})
	}
	if s.focus == onListPane && !s.empty && !s.refused && !s.messages {
		out = append(out, keyHint{action: Search})
	}
	if !s.ending {
		if !s.empty {
			out = append(out, keyHint{action: StartAll}, keyHint{action: StopAll}, keyHint{action: RestartAll})
		}
	}
	if !s.messages {
		out = append(out, keyHint{Messages, "messages", false})
	}
	if s.focus == onListPane && !s.empty && !s.refused {
		out = append(out, keyHint{action: Wrap})
	}
	return append(first, out...)
}

// offersFor says which operations make sense for the processes: those that at
// least one of them allows.
func offersFor(keys *bindings, targets []*manager.ProcessView) []keyHint {
	var allowed [actionCount]bool
	stopping, resting, queued, scheduled := false, true, true, true
	for _, p := range targets {
		for _, a := range []Action{Start, Stop, Restart, Kill} {
			allowed[a] = allowed[a] || refuse(keys, a, p) == ""
		}
		stopping = stopping || p.Status == manager.Stopping || p.Status == manager.Stuck
		resting = resting && !p.Status.Active()
		queued = queued && p.Queued
		scheduled = scheduled && p.Status == manager.Scheduled
	}
	if resting {
		allowed[Restart] = false // it would do, but start is the word for it
	}
	var out []keyHint
	if len(targets) == 1 && freeable(targets[0]) {
		out = append(out, keyHint{FreePort, "", true})
	}
	if stopping && allowed[Kill] {
		out = append(out, keyHint{Kill, "", true})
		allowed[Kill] = false
	}
	for _, a := range []Action{Start, Stop, Restart, Kill} {
		if allowed[a] && !(a == Restart && stopping) {
			out = append(out, keyHint{action: a})
		}
	}
	for i := range out {
		switch {
		case out[i].action != Stop:
		case queued:
			out[i].words = "stay stopped"
		case scheduled:
			out[i].words = "call off"
		}
	}
	return out
}

// drawFooter draws the last line of the screen.
func drawFooter(st *styles, keys *bindings, s situation, width int) string {
	const gap = 2
	l := newLine(width).space(st.base.of(text), 1)
	help, reserved := keys.hint(Help), 0
	if help.key != "" {
		reserved = textWidth(help.key) + 1 + textWidth(help.words) + rowTrail
	}
	first := true
	switch {
	case s.refused:
		l.add(st.base.of(bad), "✗ nothing has changed")
		first = false
	case s.marked > 0:
		l.add(st.base.strong(accent), fmt.Sprintf("* %d marked", s.marked))
		first = false
	}
	for _, k := range footKeys(keys, s) {
		lead := gap
		if first {
			lead = 0
		}
		if lead+textWidth(k.key)+1+textWidth(k.words)+gap+reserved > l.left {
			break
		}
		first = false
		keyTone, wordTone := accent, dim
		if k.loud {
			keyTone, wordTone = warn, warn
		}
		l.space(st.base.of(text), lead).add(st.base.strong(keyTone), k.key).
			space(st.base.of(text), 1).add(st.base.of(wordTone), k.words)
	}
	if s.doing.prompt != noPrompt || reserved == 0 {
		return l.fill(st.base.of(text)) // where a question mark is typed, it is no help
	}
	l.space(st.base.of(text), l.left-reserved)
	l.add(st.base.strong(accent), help.key).space(st.base.of(text), 1).add(st.base.of(dim), help.words)
	return l.fill(st.base.of(text))
}
