package tui

import (
	"errors"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logring"
)

// promptKind is what a line is typed for.
type promptKind uint8

const (
	noPrompt promptKind = iota
	searchPrompt
	filterPrompt
	filePrompt
	findPrompt
	palettePrompt

	promptKinds
)

// prompt is the line at the bottom of the output that is typed into.
type prompt struct {
	kind   promptKind
	input  textinput.Model
	regexp bool   // the text is a regular expression
	wrong  string // why it is none, "" if it is

	history [promptKinds][]entered
	recall  int     // which entry is shown, counted back from the newest; 0: what is typed
	typed   entered // that
}

// entered is what has been typed once.
type entered struct {
	text   string
	regexp bool
}

const (
	// mostHistory is how many entries are kept for a kind of prompt.
	mostHistory = 50
	// mostTyped bounds what is typed or pasted, in characters.
	mostTyped = 1000
)

// open begins to ask.
func (p *prompt) open(kind promptKind) {
	p.kind, p.regexp, p.wrong, p.recall = kind, false, "", 0
	p.input = textinput.New()
	p.input.CharLimit = mostTyped
	p.input.KeyMap.Paste = key.NewBinding() // terminals paste by themselves
	p.input.Cursor.SetMode(cursor.CursorStatic)
	p.input.Focus()
}

// close ends asking.
func (p *prompt) close() { p.kind = noPrompt }

// isOpen reports whether keys are typed into the prompt.
func (p *prompt) isOpen() bool { return p.kind != noPrompt }

// looks reports whether it asks for something to look for.
func (p *prompt) looks() bool { return p.kind == searchPrompt || p.kind == filterPrompt }

// key takes a key, and reports whether the text or what it means has changed.
func (p *prompt) key(k tea.KeyMsg) (changed bool) {
	before := p.entered()
	switch {
	case p.looks() && key.Matches(k, keyRegexp):
		p.regexp = !p.regexp
	case key.Matches(k, keyOlder):
		p.remember(p.recall + 1)
	case key.Matches(k, keyNewer):
		p.remember(p.recall - 1)
	default:
		p.input, _ = p.input.Update(k) // it wants nothing done: its cursor does not blink
	}
	if p.entered() == before {
		return false
	}
	p.wrong = ""
	if _, err := p.query().Compile(); err != nil {
		p.wrong = whyNoRegexp(err)
	}
	return true
}

func (p *prompt) entered() entered { return entered{p.input.Value(), p.regexp} }

// query returns what is to be looked for; the zero Query is nothing.
func (p *prompt) query() logring.Query {
	q := logring.Query{Text: p.input.Value(), Regexp: p.regexp}
	if p.kind == filterPrompt {
		q.Text, q.Not = strings.CutPrefix(q.Text, notSign)
	}
	if q.Text == "" || !p.looks() {
		return logring.Query{}
	}
	return q
}

// notSign before the text of a filter takes out what has it.
const notSign = "!"

// whyNoRegexp says what is wrong with a regular expression.
func whyNoRegexp(err error) string {
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return wrong.Code.String()
	}
	return plain(err.Error())
}

// remember shows what was typed before, counted back; 0 is what is being typed.
func (p *prompt) remember(n int) {
	entries := p.history[p.kind]
	if n < 0 || n > len(entries) {
		return
	}
	if p.recall == 0 {
		p.typed = p.entered()
	}
	shown := p.typed
	if n > 0 {
		shown = entries[len(entries)-n]
	}
	p.recall, p.regexp = n, shown.regexp
	p.input.SetValue(shown.text)
	p.input.CursorEnd()
}

// keep puts what has been typed into the history.
func (p *prompt) keep() {
	e := p.entered()
	if e.text == "" {
		return
	}
	entries := slices.DeleteFunc(p.history[p.kind], func(o entered) bool { return o == e })
	entries = append(entries, e)
	p.history[p.kind] = entries[max(0, len(entries)-mostHistory):]
}

// promptSigns are what each kind of prompt begins with.
var promptSigns = [promptKinds]string{searchPrompt: "/", filterPrompt: "&", filePrompt: "write to ", findPrompt: "", palettePrompt: ":"}

// draw draws the prompt, and at its right end what there is to say.
func (p *prompt) draw(st *styles, says string, t tone, width int) string {
	on := &st.selected
	l := newLine(width).add(on.strong(accent), "▌").add(on.strong(accent), promptSigns[p.kind])
	if p.regexp {
		l.add(on.of(dim), "regexp ")
	}
	if w := textWidth(says); w > 0 && l.left > leastTyped {
		says = shorten(says, l.left-leastTyped)
	} else {
		says = ""
	}
	reserved := 0
	if says != "" {
		reserved = textWidth(says) + 2 + rowTrail
	}
	room := l.left - reserved
	before, under, after := p.window(room)
	l.add(on.of(text), before).add(st.cursor, under).add(on.of(text), after)
	l.space(on.of(text), l.left-reserved+2)
	return l.add(on.of(t), says).fill(on.of(text))
}

// leastTyped is the cells that the text keeps, whatever there is to say.
const leastTyped = 12

// window returns the part of the text around the cursor that there is room for:
// what is before it, the character under it, and what is after.
func (p *prompt) window(room int) (before, under, after string) {
	runes := []rune(p.input.Value())
	at := min(p.input.Position(), len(runes))
	before, under = string(runes[:at]), " "
	if at < len(runes) {
		var rest string
		under, _, rest = nextCell(string(runes[at:]))
		after = rest
	}
	room -= max(1, textWidth(under))
	if over := textWidth(before) - max(room, 0); over > 0 {
		before = ellipsis + rightOf(before, over+1, textWidth(before))
	}
	after, _, _ = take(after, max(0, room-textWidth(before)), true)
	return before, under, after
}
