package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// This is the one table of keys. The footer and the help screen are made of it.

// group is a heading of the help screen.
type group struct {
	title   string
	actions []Action
	typing  []key.Binding // what keys mean while a text is asked for
}

// bindings are all keys of the group.
func (g *group) bindings() []key.Binding {
	out := make([]key.Binding, 0, len(g.actions)+len(g.typing))
	for _, a := range g.actions {
		out = append(out, keys[a])
	}
	return append(out, g.typing...)
}

// keymap is which keys ask for which action.
type keymap [actionCount]key.Binding

func bind(help, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, what))
}

var keys = keymap{
	Start:    bind("s", "start", "s"),
	Stop:     bind("x", "stop", "x"),
	Kill:     bind("X", "kill", "X"),
	Restart:  bind("r", "restart", "r"),
	FreePort: bind("K", "free port", "K"),
	Mark:     bind("space", "mark", " "),

	StartAll:   bind("S", "start all", "S"),
	StopAll:    bind("ctrl+x", "stop all", "ctrl+x"),
	RestartAll: bind("R", "restart all", "R"),

	Up:         bind("↑ k", "up", "up", "k"),
	Down:       bind("↓ j", "down", "down", "j"),
	First:      bind("home", "first", "home"),
	Last:       bind("end", "last", "end"),
	FocusLogs:  bind("enter", "output", "enter"),
	SwitchPane: bind("tab", "other pane", "tab"),
	Back:       bind("esc", "back", "esc"),
	Left:       bind("← h", "fold, or scroll left", "left", "h"),
	Right:      bind("→ l", "unfold, or scroll right", "right", "l"),

	Find: bind("F", "find a process", "F"),
	Sort: bind("o", "other order", "o"),

	PageUp:   bind("pgup", "page up", "pgup"),
	PageDown: bind("pgdn", "page down", "pgdown"),
	HalfUp:   bind("ctrl+u", "half a page up", "ctrl+u"),
	HalfDown: bind("ctrl+d", "half a page down", "ctrl+d"),
	LogTop:   bind("g", "oldest line", "g"),
	LogEnd:   bind("G", "newest line", "G"),
	Follow:   bind("f", "follow", "f"),
	Wrap:     bind("w", "wrap", "w"),
	Times:    bind("t", "times", "t"),
	Columns:  bind("J", "JSON made readable", "J"),

	Search:  bind("/", "search", "/"),
	NextHit: bind("n", "next match", "n"),
	PrevHit: bind("N", "previous match", "N"),
	Filter:  bind("&", "filter, !text: without", "&"),
	Merge:   bind("m", "all or marked, merged", "m"),

	Select: bind("v", "select lines", "v"),
	Copy:   bind("y", "copy", "y"),
	Edit:   bind("e", "open in $EDITOR", "e"),
	Page:   bind("P", "open in $PAGER", "P"),
	Write:  bind("W", "write to a file", "W"),

	Attach:  bind("a", "attach: type into it", "a"),
	Details: bind("i", "details", "i"),
	Graph:   bind("d", "what depends on what", "d"),
	Reveal:  bind("u", "show secrets", "u"),
	Zoom:    bind("z", "whole screen", "z"),

	NextError: bind("]", "next error", "]"),
	PrevError: bind("[", "previous error", "["),

	Palette:   bind(":", "everything that can be done", ":"),
	Messages:  bind("L", "all messages", "L"),
	Reload:    bind("ctrl+r", "reload configuration", "ctrl+r"),
	Figures:   bind("p", "figures on, off", "p"),
	Help:      bind("?", "help", "?"),
	Quit:      bind("q", "quit", "q"),
	Interrupt: bind("ctrl+c", "quit now, again: force", "ctrl+c"),
	Suspend:   bind("ctrl+z", "suspend", "ctrl+z"),
}

var groups = []group{
	{title: "process", actions: []Action{Start, Stop, Restart, Kill, FreePort, Attach, Mark}},
	{title: "whole stack", actions: []Action{StartAll, StopAll, RestartAll}},
	{title: "move", actions: []Action{Up, Down, First, Last, FocusLogs, SwitchPane, Back, Left, Right}},
	{title: "list", actions: []Action{Find, Sort}},
	{title: "look", actions: []Action{Details, Reveal, Graph, Zoom, Messages}},
	{title: "output", actions: []Action{Follow, Wrap, Times, Columns, LogTop, LogEnd, PageUp, PageDown, HalfUp, HalfDown}},
	{title: "find", actions: []Action{Search, NextHit, PrevHit, NextError, PrevError, Filter, Merge}},
	{title: "while you type", typing: []key.Binding{keyKeep, keyGiveUp, keyRegexp, keyOlder, keyNewer}},
	{title: "take out", actions: []Action{Select, Copy, Edit, Page, Write}},
	{title: "tend", actions: []Action{Palette, Reload, Figures, Help, Quit, Interrupt, Suspend}},
}

// What keys mean in a prompt. All others are typed, but for ctrl+c and ctrl+z.
var (
	keyKeep   = bind("enter", "keep", "enter")
	keyGiveUp = bind("esc", "cancel", "esc")
	keyRegexp = bind("ctrl+r", "regexp", "ctrl+r", "alt+r")
	keyOlder  = bind("↑", "typed before", "up", "ctrl+p")
	keyNewer  = bind("↓", "typed after", "down", "ctrl+n")
)

// Answers to a question.
var (
	keyYes = bind("y", "yes", "y", "Y", "enter")
	keyNo  = bind("n", "no", "n", "N", "esc", "q")
)

// action returns what a key asks for.
func (m *keymap) action(k tea.KeyMsg) Action {
	for a := range m {
		if key.Matches(k, m[a]) {
			return Action(a)
		}
	}
	return NoAction
}

// KeyTable returns the keys as a table in Markdown, a row for each group, for
// the documentation.
func KeyTable() string {
	var b strings.Builder
	b.WriteString("| for | keys |\n|---|---|\n")
	for _, g := range groups {
		bindings := g.bindings()
		cells := make([]string, len(bindings))
		for i, b := range bindings {
			h := b.Help()
			cells[i] = "`" + strings.Join(strings.Fields(h.Key), "` `") + "` " + h.Desc
		}
		fmt.Fprintf(&b, "| %s | %s |\n", g.title, strings.Join(cells, " · "))
	}
	return b.String()
}

// single returns the keys of a message one by one: what is typed fast arrives
// as one message of several runes, what is pasted is none of ours.
func single(msg tea.KeyMsg) []tea.KeyMsg {
	switch {
	case msg.Paste:
		return nil
	case msg.Type != tea.KeyRunes || len(msg.Runes) <= 1:
		return []tea.KeyMsg{msg}
	}
	out := make([]tea.KeyMsg, len(msg.Runes))
	for i, r := range msg.Runes {
		out[i] = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
	}
	return out
}
