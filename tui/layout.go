package tui

// Sizes in cells. Below the least size nothing is drawn but a sentence.
const (
	leastWidth  = 40
	leastHeight = 10
	// Below these the panes do not fit beside each other, or not both at all.
	besideWidth = 60
	bothHeight  = 16

	leastList   = 26
	leastOutput = 30
	mostList    = 52
	// Below messagesWidth what tend itself has to say takes all of the screen
	// to be read.
	messagesWidth = 80
	// From wideWidth on the list gets cells for what processes use, from
	// portsWidth on for where they listen.
	wideWidth  = 120
	portsWidth = 160
	// panelRows is how many processes the shutdown panel names at most.
	panelRows = 8
	// bodyKept is how many rows the panel leaves to the panes.
	bodyKept = 5
)

// rect is a part of the screen.
type rect struct{ x, y, w, h int }

func (r rect) contains(x, y int) bool {
	return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h
}

// focus is which pane the keys go to.
type focus uint8

const (
	onListPane focus = iota
	onLogsPane
)

// shape is what the layout depends on.
type shape struct {
	width, height int
	longestName   int
	processes     int
	panel         int // rows that the shutdown panel wants, 0 for none
	focus         focus
	zoomed        bool // the list is not shown
	listCells     int  // how wide somebody wants it; 0: nobody has said
	covered       bool // what tend itself has to say is shown in place of the output
}

// layout is where everything is.
type layout struct {
	width, height int
	tooSmall      bool
	beside        bool // the panes are side by side, with a rule between
	panel         rect // the shutdown panel; no height if there is none
	list          rect // no height if it is not shown
	logs          rect // with its title; no height if it is not shown
	// terminal is the part of the logs that output is drawn in when nothing is
	// in its way: what the processes are told. It does not change with the
	// focus or the phase.
	terminalCols, terminalRows int
}

// arrange lays out the screen.
func arrange(s shape) layout {
	out := layout{width: s.width, height: s.height}
	if s.width < leastWidth || s.height < leastHeight {
		out.tooSmall = true
		return out
	}
	body := rect{x: 0, y: 1, w: s.width, h: s.height - 2} // between header and footer
	out.beside = s.width >= besideWidth
	single := !out.beside && s.height < bothHeight

	split := func(body rect) (list, logs rect) {
		list, logs = body, body
		switch {
		case out.beside:
			list.w = listWidth(s.width, s.longestName)
			if s.listCells > 0 {
				list.w = max(leastList, min(s.listCells, s.width-leastOutput))
			}
			logs.x = list.w + 1
			logs.w = body.w - logs.x
		case single:
		default:
			list.h = min(max(s.processes, 1), max(3, body.h/3))
			logs.y = list.y + list.h
			logs.h = body.h - list.h
		}
		return list, logs
	}
	_, whole := split(body)
	out.terminalCols, out.terminalRows = whole.w-logsGutter, whole.h-1

	if s.panel > 0 {
		out.panel = body
		out.panel.h = min(s.panel, body.h-bodyKept)
		body.y += out.panel.h
		body.h -= out.panel.h
	}
	out.list, out.logs = split(body)
	switch {
	case s.width < messagesWidth && s.covered && s.focus == onLogsPane, s.zoomed:
		out.beside = false
		out.list, out.logs = rect{}, body
	case single && s.focus == onLogsPane:
		out.list = rect{}
	case single:
		out.logs = rect{}
	}
	return out
}

// listWidth is about a third of the screen, but no more than the names need:
// what they do not need is better used by the output. It does not depend on
// anything that changes while one looks.
func listWidth(width, longestName int) int {
	need := rowLead + longestName + 1 + rowWords + 1 + rowRight + rowTrail
	if width < wideWidth {
		return max(leastList, min(need, mostList, width*3/8))
	}
	figures := columns{cpu: true, memory: true, ports: width >= portsWidth}.width()
	return min(need+figures, mostList+figures, width*2/5)
}
