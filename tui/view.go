package tui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// View draws the screen: width × height cells, no more and no less.
func (a *app) View() string {
	if a.ascii {
		return asASCII.Replace(a.draw())
	}
	return a.draw()
}

func (a *app) draw() string {
	if a.layout.tooSmall {
		return strings.Join(drawTooSmall(a.st, a.width, a.height), "\n")
	}
	screen := make([]string, 0, a.height)
	screen = append(screen, drawHeader(a.st, a.snap, a.visit, a.figures, a.width))
	screen = append(screen, a.ending.draw(a.st, a.keys, a.snap, a.visit != nil, a.layout.panel, a.at)...)
	screen = append(screen, a.drawPanes()...)
	screen = append(screen, a.drawFoot())

	switch a.dialog {
	case helpDialog:
		centred(screen, a.width, a.help.draw(a.st, a.keys, a.version, a.width, a.height))
	case paletteDialog:
		centred(screen, a.width, a.palette.draw(a.st, a.width, a.height))
	case questionDialog:
		centred(screen, a.width, drawQuestion(a.st, a.question.text(a.snap.Processes), a.width))
	}
	return strings.Join(screen, "\n")
}

// drawPanes draws the list and the output, beside or below each other.
func (a *app) drawPanes() []string {
	var rows, output []string
	if a.layout.list.h > 0 {
		rows = a.list.view(a.st, a.focus == onListPane, a.figures, a.at)
		if a.isFinding() {
			rows = append(rows, a.drawFinder(a.layout.list.w))
		}
	}
	switch focused := a.focus == onLogsPane; {
	case a.layout.logs.h == 0:
	case a.attached != nil:
		output = a.drawAttached()
	case a.messages.open:
		output = a.messages.view(focused, a.layout.logs)
	case a.refusal.open:
		output = a.refusal.view(a.st, a.keys, focused, a.layout.logs)
	case a.sheetShown():
		output = a.sheet.view(a.st, a.keys, focused, a.layout.logs)
	default:
		output = a.logs.view(a.list.choice(), len(a.list.marks) > 0, focused, a.figures, a.layout.logs, a.at)
	}
	if !a.layout.beside {
		return append(rows, output...)
	}
	line, thick := a.st.base.of(faint), a.st.base.of(dim)
	from, to := a.list.thumb()
	for i := range rows {
		rule := line.open + "│" + line.close
		if i >= from && i < to {
			rule = thick.open + "┃" + thick.close
		}
		rows[i] += rule + output[i]
	}
	return rows
}

// drawFoot draws the last line: what there is to say, or else the keys.
func (a *app) drawFoot() string {
	if a.attached != nil {
		return a.drawLeaving()
	}
	if a.notice.shown(a.at) {
		return drawNotice(a.st, a.keys, &a.notice, a.width)
	}
	if a.visit.isSilent() {
		return drawSilent(a.st, a.keys, a.width)
	}
	if a.dialog == questionDialog || a.dialog == helpDialog {
		return blank(a.width) // they say themselves which keys there are
	}
	return drawFooter(a.st, a.keys, situation{
		targets: a.list.targets(), marked: len(a.list.marks), focus: a.focus,
		paused: a.reading().paused(), doing: a.doing(),
		visit: a.visit != nil, ending: a.isEnding(), forced: a.isEnding() && a.ending.isForced(a.snap), empty: len(a.list.processes) == 0, messages: a.messages.open, refused: a.refuses(), sheet: a.sheetShown(),
	}, a.width)
}

// drawLeaving is the last line while somebody is attached: the way out, which no
// notice covers, and then what there is to say.
func (a *app) drawLeaving() string {
	on := &a.st.base
	l := newLine(a.width).space(on.of(text), 1).add(on.strong(accent), keyLeave.Help().Key)
	if a.attachedToNobody() {
		l.add(on.of(dim), " or ").add(on.strong(accent), "enter").add(on.of(dim), " leaves · "+plain(a.attached.name)+" has ended")
		return l.fill(on.of(text))
	}
	if a.notice.shown(a.at) {
		l.add(on.of(dim), " leaves · ")
		if a.notice.tone != dim { // of a hint it is the dot that is there already
			l.add(on.strong(a.notice.tone), a.notice.glyph).space(on.of(text), 1)
		}
		return l.add(on.of(a.notice.tone), shorten(a.notice.words, l.left)).fill(on.of(text))
	}
	return l.add(on.of(dim), " leaves · all other keys go to "+plain(a.attached.name)).fill(on.of(text))
}

// doing is what is going on in the output, if that is what is shown.
func (a *app) doing() doing {
	switch {
	case a.dialog == paletteDialog:
		return doing{prompt: palettePrompt}
	case a.finder.prompt.isOpen():
		return doing{prompt: findPrompt}
	}
	if a.covered() {
		return doing{}
	}
	return a.logs.doing()
}

// drawTooSmall says why nothing else is drawn.
func drawTooSmall(st *styles, width, height int) []string {
	if width <= 0 || height <= 0 {
		return nil
	}
	words := fmt.Sprintf("terminal too small: %d×%d, tend needs %d×%d", width, height, leastWidth, leastHeight)
	lines := strings.Split(ansi.Wrap(words, width, ""), "\n")
	lines = lines[:min(len(lines), height)]
	out := make([]string, 0, height)
	for range (height - len(lines)) / 2 {
		out = append(out, blank(width))
	}
	for _, words := range lines {
		l := newLine(width)
		l.space(st.base.of(text), (width-textWidth(words))/2).add(st.base.of(dim), words)
		out = append(out, l.fill(st.base.of(text)))
	}
	for len(out) < height {
		out = append(out, blank(width))
	}
	return out
}
