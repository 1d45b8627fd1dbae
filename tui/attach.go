package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm"
	"tend/manager"
)

// attached is somebody's being in the terminal of a process: what is typed goes
// there, and the pane shows its screen.
type attached struct {
	name       string
	screen     *vterm.Emulator
	generation uint64
	next       int64 // where what is printed next begins

	typed []byte // what has not been sent yet
	busy  bool   // something is being sent
	err   error  // why the screen cannot be read
}

// keyLeave is the one key that does not go to the process.
var keyLeave = bind("ctrl+]", "leave", "ctrl+]")

// attach goes into the terminal of the selected process.
func (a *app) attach() {
	p := a.list.selected()
	switch {
	case p == nil:
		a.notice = hint("select a process to type into", a.at)
		return
	case !p.TTY:
		a.notice = hint(plain(p.Name)+" has no terminal: tty = true gives it one", a.at)
		return
	case p.PID == 0:
		a.notice = hint(plain(p.Name)+" does not run", a.at)
		return
	}
	a.messages.open, a.refusal.open, a.sheet = false, false, sheet{}
	a.logs.endSelection()
	a.attached = &attached{name: p.Name}
	a.focusOn(onLogsPane)
	a.arrange()
	if t := a.attached; t != nil && t.screen.AltScreen() {
		// It draws everything anew when its size changes.
		a.stack.Resize(a.terminalCols, max(1, a.terminalRows-1))
		a.terminalRows--
	}
}

// detach goes back to the output.
func (a *app) detach() {
	a.attached = nil
	a.focusOn(onListPane)
}

// follow shows what the process has printed since, and answers what it asks.
func (t *attached) follow(stack Stack, cols, rows int) {
	raw, err := stack.Raw(t.name, t.next)
	t.err = err
	if err != nil || cols <= 0 || rows <= 0 {
		return
	}
	if t.screen == nil || raw.Generation != t.generation || raw.From != t.next {
		t.screen = vterm.New(cols, rows)
		t.screen.Replay(raw.Modes.Replay(raw.Data, raw.Whole)) // what has been asked in it was asked in the past
		t.generation = raw.Generation
	} else {
		if c, r := t.screen.Size(); c != cols || r != rows {
			t.screen.Resize(cols, rows)
		}
		_, _ = t.screen.Write(raw.Data) // never fails
	}
	t.next = raw.Next()
	t.typed = append(t.typed, t.screen.Answers()...)
}

// send sends what has been typed, one thing after the other.
func (a *app) sendTyped() tea.Cmd {
	t := a.attached
	if t == nil || t.busy || len(t.typed) == 0 {
		return nil
	}
	keys := t.typed
	t.typed, t.busy = nil, true
	return a.typeInto(t.name, keys)
}

// typeInto types into the terminal of a process.
func typeInto(stack Stack) func(name string, keys []byte) tea.Cmd {
	return func(name string, keys []byte) tea.Cmd {
		return func() tea.Msg { return typedMsg{name, stack.Type(name, keys)} }
	}
}

// sent takes in what came of it.
func (a *app) sent(m typedMsg) {
	if t := a.attached; t != nil && t.name == m.name {
		t.busy = false
	}
	if m.err != nil {
		a.notice = failure(m.err, a.at)
	}
}

// pressAttached takes a key.
func (a *app) pressAttached(k tea.KeyMsg) {
	if key.Matches(k, keyLeave) {
		a.detach()
		return
	}
	if t := a.attached; t.screen != nil {
		t.typed = append(t.typed, t.screen.Input().Key(k)...)
	}
}

// pointAttached takes a mouse message, and reports whether it was for the
// process. A click elsewhere leaves.
func (a *app) pointAttached(m tea.MouseMsg) bool {
	area := a.layout.logs
	x, y := m.X-area.x-logsGutter, m.Y-area.y-1
	if area.contains(m.X, m.Y) && x >= 0 && y >= 0 {
		if t := a.attached; t.screen != nil {
			t.typed = append(t.typed, t.screen.Input().Mouse(m, x, y)...)
		}
		return true
	}
	if m.Action == tea.MouseActionPress && m.Button == tea.MouseButtonLeft {
		a.detach()
		return false
	}
	return true
}

// keepAttached brings the screen of the process up to date.
func (a *app) keepAttached() {
	t := a.attached
	switch {
	case t == nil:
	case a.isEnding(), a.processNamed(t.name) == nil:
		a.detach()
	default:
		t.follow(a.stack, a.layout.terminalCols, a.layout.terminalRows)
	}
}

func (a *app) processNamed(name string) *manager.ProcessView {
	for _, p := range a.list.processes {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// drawAttached draws the pane.
func (a *app) drawAttached() []string {
	t, st, area := a.attached, a.st, a.layout.logs
	l, nameTone := beginTitle(st, true, area.w)
	l.add(st.bar.strong(nameTone), plain(t.name))
	facts := []string{"attached: what you type goes there", keyLeave.Help().Key + " leaves"}
	if p := a.processNamed(t.name); p == nil || p.PID == 0 {
		facts = []string{"it has ended", keyLeave.Help().Key + " leaves"}
	}
	addFacts(l, &st.bar, facts)
	out := append(make([]string, 0, area.h), l.fill(st.bar.of(text)))
	if t.err != nil {
		return fillPane(append(out, note(st, area.w, plain(t.err.Error()))), area)
	}
	if t.screen == nil {
		return fillPane(out, area)
	}
	cols, _ := t.screen.Size()
	cursor := t.screen.Cursor()
	for y, row := range t.screen.Lines() {
		if len(out) == area.h {
			break
		}
		if st.mono {
			row = bare(row)
		}
		if cursor.Visible && cursor.Y == y && cursor.X < cols {
			row = withCursor(st, row, cursor.X, cols)
		}
		row = clip(row, max(0, area.w-logsGutter), "")
		out = append(out, exact(newLine(logsGutter).fill(st.base.of(text))+row, area.w))
	}
	return fillPane(out, area)
}

// withCursor draws the cursor over the character in a cell of a line.
func withCursor(st *styles, row string, x, width int) string {
	under, cells, _ := nextCell(bare(rightOf(row, x, width)))
	if cells <= 0 || x+cells > width {
		under, cells = " ", 1
	}
	left := leftOf(row, x)
	return left + sgrReset + st.cursor.open + under + st.cursor.close + rightOf(row, x+cells, width)
}
