package tui

import (
	"context"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/vterm"
	"tend/manager"
)

// attached is somebody's being in the terminal of a process: what is typed goes
// there, and the pane shows its screen.
type attached struct {
	*console
	ctx      context.Context // ends when somebody leaves
	leave    context.CancelFunc
	before   <-chan struct{} // closed when the one before is over
	begun    bool            // the commands that keep it going have been handed out
	watching bool            // a command waits for a change
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
		a.notice = hint(plain(p.Name)+" does not run: "+a.keys.tells(Start, "starts it"), a.at)
		return
	}
	a.messages.open, a.refusal.open, a.sheet = false, false, sheet{}
	a.logs.endSelection()
	t := &attached{before: a.left}
	t.ctx, t.leave = context.WithCancel(a.ctx)
	t.console = newConsole(a.stack, p.Name, a.colours, a.layout.terminalCols, a.layout.terminalRows)
	a.attached = t
	a.focusOn(onLogsPane)
	// Somebody else's screen may have given the terminals another size meanwhile.
	a.stack.Resize(a.layout.terminalCols, a.layout.terminalRows)
}

// detach goes back to the output.
func (a *app) detach() {
	if t := a.attached; t.begun {
		a.left = t.over
	}
	a.attached.leave()
	a.attached = nil
	a.focusOn(onListPane)
}

// keepGoing hands out the commands that somebody's being attached needs.
func (t *attached) keepGoing() tea.Cmd {
	if t == nil {
		return nil
	}
	var cmds []tea.Cmd
	pause := frame
	if !t.begun {
		t.begun, pause = true, 0
		cmds = append(cmds, t.follow(t.ctx, t.before), t.send(t.ctx))
	}
	if !t.watching {
		t.watching = true
		cmds = append(cmds, watchConsole(t.ctx, t.console, pause))
	}
	return tea.Batch(cmds...)
}

// watchConsole waits for a change of what a terminal shows, and no less than
// the pause.
func watchConsole(ctx context.Context, t *console, pause time.Duration) tea.Cmd {
	return func() tea.Msg {
		if pause > 0 && !sleep(ctx, pause) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.changed:
			return consoleMsg{t}
		}
	}
}

// seen takes in that there is something else to be shown.
func (a *app) seen(m consoleMsg) {
	if err := m.console.typed.failure(); err != nil {
		a.notice = failure(err, a.at)
	}
	if t := a.attached; t != nil && t.console == m.console {
		t.watching = false
	}
}

// pressAttached takes a key.
func (a *app) pressAttached(k tea.KeyMsg) {
	if key.Matches(k, keyLeave) {
		a.detach()
		return
	}
	t := a.attached
	if a.attachedToNobody() {
		// Not any key: the next one may have been meant for the process as well.
		if k.Type == tea.KeyEnter || k.Type == tea.KeyEsc {
			a.detach()
		}
		return
	}
	t.typed.add(t.picture().input.Key(k))
}

// attachedToNobody reports whether the process that one is attached to has ended.
func (a *app) attachedToNobody() bool {
	p := a.processNamed(a.attached.name)
	return p == nil || p.PID == 0
}

// pressUnknown takes what may be a key that bubbletea does not know.
func (a *app) pressUnknown(msg tea.Msg) {
	if t := a.attached; t != nil {
		t.typed.add(vterm.UnknownKey(msg))
	}
}

// pointAttached takes a mouse message, and reports whether it was for the
// process. A click elsewhere leaves.
func (a *app) pointAttached(m tea.MouseMsg) bool {
	area := a.layout.logs
	x, y := m.X-area.x-logsGutter, m.Y-area.y-1
	if area.contains(m.X, m.Y) || m.Action != tea.MouseActionPress {
		t := a.attached
		t.typed.add(t.picture().input.Mouse(m, x, y))
		return true
	}
	if m.Button == tea.MouseButtonLeft {
		a.detach()
		return false
	}
	return true
}

// keepAttached keeps the screen of the process as large as the pane.
func (a *app) keepAttached() {
	t := a.attached
	switch {
	case t == nil:
	case a.isEnding(), a.processNamed(t.name) == nil:
		a.detach()
	default:
		if area := a.layout.logs; area.h > 1 {
			a.layout.terminalCols, a.layout.terminalRows = area.w-logsGutter, area.h-1
		}
		t.resize(a.layout.terminalCols, a.layout.terminalRows)
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

// howItGoes says what somebody who is attached has to know, if it is in a word.
func howItGoes(p *manager.ProcessView) string {
	switch {
	case p == nil || p.PID == 0 && p.Exit == nil:
		return "it has ended"
	case p.PID == 0:
		return fmt.Sprintf("it has ended: %s", plain(p.Exit.String()))
	}
	return "attached: what you type goes there"
}

// drawAttached draws the pane.
func (a *app) drawAttached() []string {
	t, st, area := a.attached, a.st, a.layout.logs
	l, nameTone := beginTitle(st, true, area.w)
	l.add(st.bar.strong(nameTone), plain(t.name))
	addFacts(l, &st.bar, []string{howItGoes(a.processNamed(t.name)), keyLeave.Help().Key + " leaves"})
	out := append(make([]string, 0, area.h), l.fill(st.bar.of(text)))
	shown := t.picture()
	if shown.err != nil {
		return fillPane(append(out, note(st, area.w, plain(shown.err.Error()))), area)
	}
	for y, row := range shown.lines {
		if len(out) == area.h {
			break
		}
		if st.mono {
			row = bare(row)
		}
		if c := shown.cursor; c.Visible && c.Y == y && c.X < shown.cols {
			row = withCursor(st, row, c, shown.cols)
		}
		row = clip(row, max(0, area.w-logsGutter), "")
		out = append(out, exact(newLine(logsGutter).fill(st.base.of(text))+row, area.w))
	}
	return fillPane(out, area)
}

// withCursor draws the cursor over the character in a cell of a line. A bar is
// drawn as an underline: there is none between cells.
func withCursor(st *styles, row string, c vterm.Cursor, width int) string {
	under, cells, _ := nextCell(bare(rightOf(row, c.X, width)))
	if cells <= 0 || c.X+cells > width {
		under, cells = " ", 1
	}
	pen := st.cursor
	if c.Shape != vterm.Block {
		pen = paint{sgrUnderline, sgrReset}
	}
	left := leftOf(row, c.X)
	return left + sgrReset + pen.open + under + pen.close + rightOf(row, c.X+cells, width)
}
