package tui

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// settle brings everything in line with what has just changed.
func (a *app) settle() tea.Cmd {
	a.arrange()
	a.alerts.say(a.snap.Name, a.at)
	if cols, rows := a.layout.terminalCols, a.layout.terminalRows; cols > 0 && rows > 0 &&
		(cols != a.terminalCols || rows != a.terminalRows) {
		a.terminalCols, a.terminalRows = cols, rows
		a.stack.Resize(cols, rows)
	}
	listening := a.listen()
	scanning := a.logs.keepScanning(a.ctx, a.at)
	var asking tea.Cmd
	if name, due := a.askDetails(); due {
		asking = askDetails(a.stack, name)
	}
	return tea.Batch(listening, scanning, asking, a.attached.keepGoing(), a.setTick())
}

// scanned takes the news that a scan is over.
func (a *app) scanned(m scannedMsg) {
	if a.logs.scan.ended(m) && m.err != nil {
		a.notice = failure(m.err, a.at)
	}
}

// listen keeps one listener waiting: for the stack, and for the output of the
// processes that are shown.
func (a *app) listen() tea.Cmd {
	names := a.logs.shown.Names
	if a.attached != nil {
		names = nil // its screen is shown in their place
	}
	if a.stopListening != nil && !slices.Equal(a.listensTo, names) {
		a.stopListening()
		a.stopListening = nil
		a.listening = false
	}
	if a.stopListening == nil {
		var ctx context.Context
		ctx, a.stopListening = context.WithCancel(a.ctx)
		a.listenCtx = ctx
		a.listensTo = names
		a.output = nil
		if len(names) > 0 {
			a.output = a.stack.LogChanges(ctx, names...)
			a.logs.pull() // what came before that was not told
			a.logs.scan.stale = true
		}
	}
	if a.listening {
		return nil
	}
	a.listening = true
	a.listener++
	pause := frame
	if a.logs.toScan() != (toScan{}) {
		pause *= 2 // what follows from a change is scanned, and shown again
	}
	return listen(a.listenCtx, a.listener, pause, a.changes, a.output)
}

// setTick sets the clock for the next moment at which something shown changes.
func (a *app) setTick() tea.Cmd {
	c := clock{now: a.at, figures: a.figures}
	a.tell(&c)
	if c.next.Equal(a.tickAt) {
		return nil
	}
	if a.stopTick != nil {
		a.stopTick()
	}
	a.tickAt = c.next
	if c.next.IsZero() {
		return nil
	}
	a.tick++
	var ctx context.Context
	ctx, a.stopTick = context.WithCancel(a.ctx)
	return tickAfter(ctx, a.tick, c.next.Sub(a.at))
}

// tell says to the clock what is on the screen.
func (a *app) tell(c *clock) {
	a.alerts.tell(c)
	if a.layout.tooSmall {
		return
	}
	if a.layout.list.h > 0 {
		a.list.tell(c)
	}
	if p := a.list.selected(); p != nil && a.layout.logs.h > 0 && !a.covered() {
		tellTitle(c, p)
	}
	a.logs.scan.tell(c)
	a.ending.tell(c, a.snap)
	if a.notice.shown(a.at) {
		c.at(a.notice.until)
	}
}
