package keymap

import "slices"

// Group is a heading of the help screen with what is below it.
type Group struct {
	Title   string
	Entries []Entry
}

// Entry is an action, as people know it.
type Entry struct {
	Action Action
	Name   string   // in a configuration
	What   string   // it does, in a few words
	Keys   []string // by default, as ParseKey returns them
}

// Typing is the heading of what keys mean while a text is typed. It has no
// actions: those keys are the same for everybody.
const Typing = "while you type"

// Groups lists all actions, in the order of the help screen.
func Groups() []Group {
	return []Group{
		{"process", []Entry{
			entry(Start, "start", "start", "s"),
			entry(Stop, "stop", "stop", "x"),
			entry(Restart, "restart", "restart", "r"),
			entry(Kill, "kill", "kill", "X"),
			entry(FreePort, "free-port", "free port", "K"),
			entry(Attach, "attach", "attach: type into it", "a"),
			entry(Mark, "mark", "mark", " "),
		}},
		{"whole stack", []Entry{
			entry(StartAll, "start-all", "start all", "S"),
			entry(StopAll, "stop-all", "stop all", "ctrl+x"),
			entry(RestartAll, "restart-all", "restart all", "R"),
		}},
		{"move", []Entry{
			entry(Up, "up", "up", "up", "k"),
			entry(Down, "down", "down", "down", "j"),
			entry(First, "first", "first", "home"),
			entry(Last, "last", "last", "end"),
			entry(FocusLogs, "output", "output", "enter"),
			entry(SwitchPane, "other-pane", "other pane", "tab"),
			entry(Back, "back", "back", "esc"),
			entry(Left, "left", "fold, or scroll left", "left", "h"),
			entry(Right, "right", "unfold, or scroll right", "right", "l"),
		}},
		{"list", []Entry{
			entry(Find, "find-process", "find a process", "F"),
			entry(Sort, "sort", "other order", "o"),
		}},
		{"look", []Entry{
			entry(Details, "details", "details", "i"),
			entry(Reveal, "show-secrets", "show secrets", "u"),
			entry(Graph, "dependencies", "what depends on what", "d"),
			entry(Zoom, "zoom", "whole screen", "z"),
			entry(Messages, "messages", "all messages", "L"),
		}},
		{"output", []Entry{
			entry(Follow, "follow", "follow", "f"),
			entry(Wrap, "wrap", "wrap", "w"),
			entry(Times, "times", "times", "t"),
			entry(Columns, "json", "JSON made readable", "J"),
			entry(LogTop, "oldest-line", "oldest line", "g"),
			entry(LogEnd, "newest-line", "newest line", "G"),
			entry(PageUp, "page-up", "page up", "pgup"),
			entry(PageDown, "page-down", "page down", "pgdown"),
			entry(HalfUp, "half-page-up", "half a page up", "ctrl+u"),
			entry(HalfDown, "half-page-down", "half a page down", "ctrl+d"),
		}},
		{"find", []Entry{
			entry(Search, "search", "search", "/"),
			entry(NextHit, "next-match", "next match", "n"),
			entry(PrevHit, "previous-match", "previous match", "N"),
			entry(NextError, "next-error", "next error", "]"),
			entry(PrevError, "previous-error", "previous error", "["),
			entry(Filter, "filter", "filter, !text: without", "&"),
			entry(Merge, "merge", "all or marked, merged", "m"),
		}},
		{Typing, nil},
		{"take out", []Entry{
			entry(Select, "select", "select lines", "v"),
			entry(Copy, "copy", "copy", "y"),
			entry(Edit, "editor", "open in $EDITOR", "e"),
			entry(Page, "pager", "open in $PAGER", "P"),
			entry(Write, "write", "write to a file", "W"),
		}},
		{"tend", []Entry{
			entry(Palette, "palette", "everything that can be done", ":"),
			entry(Reload, "reload", "reload configuration", "ctrl+r"),
			entry(Figures, "figures", "figures on, off", "p"),
			entry(Help, "help", "help", "?"),
			entry(Quit, "quit", "quit", "q"),
			entry(EndSession, "end-session", "end the session", "Q"),
			entry(Interrupt, "interrupt", "quit now, again: force", wayOut),
			entry(Suspend, "suspend", "suspend", "ctrl+z"),
		}},
	}
}

func entry(a Action, name, what string, keys ...string) Entry {
	return Entry{Action: a, Name: name, What: what, Keys: keys}
}

// Entries lists all actions by their number. The one of NoAction is empty.
func Entries() [ActionCount]Entry {
	var all [ActionCount]Entry
	for _, g := range Groups() {
		for _, e := range g.Entries {
			all[e.Action] = e
		}
	}
	return all
}

// Named returns the action of a name.
func Named(name string) (a Action, ok bool) {
	all := Entries()
	i := slices.IndexFunc(all[1:], func(e Entry) bool { return e.Name == name })
	return Action(i + 1), i >= 0
}

// Names lists what actions are called, in the order of the help screen.
func Names() []string {
	var names []string
	for _, g := range Groups() {
		for _, e := range g.Entries {
			names = append(names, e.Name)
		}
	}
	return names
}

// Bindings are the keys that actions have instead of those by default, as
// ParseKey returns them. An action that is not among them keeps its own. Nil is
// the defaults.
type Bindings map[Action][]string

// Keys returns the keys of every action by its number.
func (b Bindings) Keys() [ActionCount][]string {
	var all [ActionCount][]string
	for a, e := range Entries() {
		all[a] = e.Keys
		if keys, bound := b[Action(a)]; bound {
			all[a] = slices.Clone(keys)
		}
	}
	return all
}
