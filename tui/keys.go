package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/keymap"
)

// bindings is which keys ask for which action: those of the one table in
// package keymap, with what the configuration has in their place. The footer,
// the help screen, the palette and all words that name a key are made of it.
type bindings struct {
	all [keymap.ActionCount]key.Binding
}

// newBindings returns the default ones with others in their place.
func newBindings(others keymap.Bindings) *bindings {
	b := &bindings{}
	keys := others.Keys()
	for a, entry := range keymap.Entries() {
		b.all[a] = bind(shownKeys(keys[a]), entry.What, keys[a]...)
	}
	return b
}

func bind(help, what string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, what))
}

// shownKeys are keys as people are told of them, with a space between.
func shownKeys(keys []string) string {
	shown := make([]string, len(keys))
	for i, k := range keys {
		shown[i] = keymap.Shown(k)
	}
	return strings.Join(shown, " ")
}

// action returns what a key asks for.
func (b *bindings) action(k tea.KeyMsg) Action {
	for a := range b.all {
		if key.Matches(k, b.all[a]) {
			return Action(a)
		}
	}
	return NoAction
}

// words is what an action does, in a few words.
func (b *bindings) words(a Action) string { return b.all[a].Help().Desc }

// hint is the first key of an action, and what it does. The key is empty if it
// has none.
func (b *bindings) hint(a Action) footKey {
	h := footKey{words: b.words(a)}
	if keys := b.all[a].Keys(); len(keys) > 0 {
		h.key = keymap.Shown(keys[0])
	}
	return h
}

// key is how to ask for an action, in a sentence: its first key, or else what
// is typed to find it in the palette.
func (b *bindings) key(a Action) string {
	h := b.hint(a)
	if h.key != "" {
		return h.key
	}
	open := b.hint(Palette).key
	if len([]rune(open)) > 1 {
		open += " "
	}
	return "“" + open + h.words + "”"
}

// tells is a sentence about an action that begins with how to ask for it.
func (b *bindings) tells(a Action, does string) string { return b.key(a) + " " + does }

// pair is how to ask for either of two actions; "" if one has no key.
func (b *bindings) pair(one, other Action) string {
	first, second := b.hint(one).key, b.hint(other).key
	switch {
	case first == "" || second == "":
		return ""
	case len([]rune(first)) == 1 && len([]rune(second)) == 1:
		return first + second
	default:
		return first + " " + second
	}
}

// group is a heading of the help screen.
type group struct {
	title    string
	actions  []Action
	bindings []key.Binding
}

// unbound is what the help has in the place of keys where there are none.
const unbound = "none"

// groups are all headings of the help screen.
func (b *bindings) groups() []group {
	var out []group
	for _, from := range keymap.Groups() {
		g := group{title: from.Title}
		for _, e := range from.Entries {
			binding := b.all[e.Action]
			if binding.Help().Desc == "" {
				continue // there is no such thing on this screen
			}
			if len(binding.Keys()) == 0 {
				binding.SetHelp(unbound, binding.Help().Desc)
			}
			g.actions, g.bindings = append(g.actions, e.Action), append(g.bindings, binding)
		}
		if g.title == keymap.Typing {
			g.bindings = []key.Binding{keyKeep, keyGiveUp, keyRegexp, keyOlder, keyNewer}
		}
		out = append(out, g)
	}
	return out
}

// What keys mean in a prompt. They are the same for everybody. All
// others are typed, but for those that interrupt or suspend.
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

// KeyTable returns the keys by default as a table in Markdown, a row for each
// group, for the documentation.
func KeyTable() string {
	var b strings.Builder
	b.WriteString("| for | keys |\n|---|---|\n")
	for _, g := range newBindings(nil).visiting(false).groups() {
		cells := make([]string, len(g.bindings))
		for i, b := range g.bindings {
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
