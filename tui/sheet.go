package tui

// sheetKind is what is told in place of the output.
type sheetKind uint8

const (
	noSheet sheetKind = iota
	detailsSheet
	graphSheet
)

// sheet is a pane in the place of the output, with lines that are made anew
// whenever something changes.
type sheet struct {
	kind          sheetKind
	title         string
	facts         []string
	lines         []string // as wide as the pane
	offset        int      // the first line shown
	width, height int      // of the lines, the title not included
}

// setSize gives the pane its cells.
func (s *sheet) setSize(width, height int) { s.width, s.height = max(0, width), max(0, height) }

// take takes what is to be told now. One stays where one is.
func (s *sheet) take(title string, facts, lines []string) {
	if title != s.title {
		s.offset = 0
	}
	s.title, s.facts, s.lines = title, facts, lines
	s.scroll(0)
}

// scroll moves by lines.
func (s *sheet) scroll(n int) { s.offset = max(0, min(s.offset+n, len(s.lines)-s.height)) }

// move carries out what moves the output where there is output.
func (s *sheet) move(action Action, lines int) {
	switch action {
	case LogTop:
		s.scroll(-len(s.lines))
	case LogEnd:
		s.scroll(len(s.lines))
	default:
		s.scroll(lines)
	}
}

// view draws the pane.
func (s *sheet) view(st *styles, keys *bindings, focused bool, area rect) []string {
	l, nameTone := beginTitle(st, focused, area.w)
	l.add(st.bar.strong(nameTone), s.title)
	addFacts(l, &st.bar, s.facts)
	out := append(make([]string, 0, area.h), l.fill(st.bar.of(text)))
	shown := s.lines[s.offset:min(len(s.lines), s.offset+s.height)]
	below := len(s.lines) - s.offset - len(shown)
	if below > 0 && len(shown) > 0 { // the last row says how much there is
		shown = shown[:len(shown)-1]
		below++
	}
	out = append(out, shown...)
	if below > 0 && len(out) < area.h {
		out = append(out, drawMore(st, keys, below, area.w))
	}
	return fillPane(out, area)
}

// toggleSheet opens a sheet in the place of the output, or gives it back.
func (a *app) toggleSheet(kind sheetKind) {
	switch {
	case a.sheetShown() && a.sheet.kind == kind:
		a.closeSheet()
		return
	case len(a.list.processes) == 0:
		a.notice = hint("there is no process", a.at)
		return
	}
	a.messages.open = false
	a.refusal.open = false
	a.sheet = sheet{kind: kind}
	a.revealed = false
	if a.layout.logs.h == 0 {
		a.focusOn(onLogsPane) // else it would not be on the screen
	}
}

func (a *app) closeSheet() {
	a.sheet = sheet{}
	a.focusOn(onListPane)
}

// sheetShown reports whether a sheet stands in the place of the output.
func (a *app) sheetShown() bool {
	return a.sheet.kind != noSheet && !a.messages.open && !a.refusal.open
}

// fillSheet brings what a sheet tells up to date.
func (a *app) fillSheet() {
	s := &a.sheet
	closes := func(action Action) string { return a.keys.tells(action, "closes") }
	switch s.kind {
	case detailsSheet:
		p := a.list.selected()
		if p == nil {
			s.take("details", []string{closes(Details)}, []string{note(a.st, s.width, "select a process: this is a group")})
			return
		}
		facts := []string{closes(Details)}
		if a.details.hides() {
			facts = append(facts, a.keys.key(Reveal)+" "+a.keys.words(Reveal))
		}
		s.take(plain(p.Name), facts, a.details.lines(a.st, a.keys, p, a.snap.Processes, a.revealed, s.width, a.at))
	case graphSheet:
		s.take("dependencies", []string{closes(Graph)}, graphLines(a.st, a.snap.Processes, a.list.selected(), s.width))
	}
}

// note is a line of words.
func note(st *styles, width int, words string) string {
	return newLine(width).space(st.base.of(text), logsGutter).add(st.base.of(dim), words).fill(st.base.of(text))
}
