package tui

import (
	"fmt"
	"strconv"

	"tend/manager"
)

// tally is how many processes are in a status, or, with warning, run and are
// not as they should be.
type tally struct {
	status  manager.Status
	warning bool
	face    face
	n       int
}

// words says it: "2 ready", "1 warning".
func (t tally) words() string {
	if t.warning {
		return count(t.n, "warning", "warnings")
	}
	return strconv.Itoa(t.n) + " " + t.status.String()
}

// tallyOrder is the order in which counts are shown: what runs, what moves,
// what needs attention, what rests.
var tallyOrder = []manager.Status{
	manager.Ready, manager.Running, manager.Starting, manager.Waiting,
	manager.Stopping, manager.Killing, manager.Stuck, manager.BackingOff,
	manager.Failed, manager.GaveUp, manager.Exited,
	manager.Scheduled, manager.Done, manager.Stopped, manager.NotStarted,
}

// giveWay is the order in which counts are dropped where there is no room for
// all: first what nobody has to know.
var giveWay = []manager.Status{
	manager.NotStarted, manager.Stopped, manager.Done, manager.Scheduled, manager.Waiting, manager.Starting,
	manager.Stopping, manager.Killing, manager.Running, manager.Ready,
	manager.BackingOff, manager.Exited, manager.GaveUp, manager.Failed, manager.Stuck,
}

// tallies counts the processes, each once; what is zero is left out.
func tallies(ps []*manager.ProcessView) []tally {
	var counts [len(faces)]int
	warnings := tally{warning: true, face: face{"!", warn}}
	for i := range ps {
		p := ps[i]
		switch {
		case unhealthy(p):
			warnings.n++
			warnings.face.tone = bad
		case warned(p):
			warnings.n++
		case failedRun(p): // that it waits for its next run is not what matters
			counts[manager.Failed]++
		default:
			counts[p.Status]++
		}
	}
	var out []tally
	for _, s := range tallyOrder {
		if s == manager.Starting && warnings.n > 0 {
			out = append(out, warnings) // after what runs
		}
		if counts[s] > 0 {
			out = append(out, tally{status: s, face: faces[s], n: counts[s]})
		}
	}
	return out
}

// piece is a word of a line with its tone.
type piece struct {
	glyph string
	tone  tone
	words string
}

func (p piece) width() int { return textWidth(p.glyph) + 1 + textWidth(p.words) }

func piecesWidth(ps []piece, gap int) int {
	w := max(0, len(ps)-1) * gap
	for _, p := range ps {
		w += p.width()
	}
	return w
}

const headerGap = 2

const headerSeparator = " · "

// roomForPID is the cells from which on the header has room for which process the
// session is.
const roomForPID = 70

// countPieces says the counts in at most width cells: in words, else as glyphs
// and numbers, else fewer of them.
func countPieces(ts []tally, width int) []piece {
	full := make([]piece, 0, len(ts))
	for _, t := range ts {
		full = append(full, piece{t.face.glyph, t.face.tone, t.words()})
	}
	if piecesWidth(full, headerGap) <= width {
		return full
	}
	for drop := 0; ; drop++ {
		short := shortPieces(ts)
		if piecesWidth(short, headerGap) <= width {
			return short
		}
		if drop == len(giveWay) {
			return nil
		}
		ts = without(ts, giveWay[drop])
	}
}

// shortPieces leaves out the words; what looks the same is added up, and has the
// tone of what is worst.
func shortPieces(ts []tally) []piece {
	var out []piece
	sums := make(map[string]int)
	for _, t := range ts {
		if sums[t.face.glyph] == 0 {
			out = append(out, piece{glyph: t.face.glyph, tone: t.face.tone})
		}
		sums[t.face.glyph] += t.n
		for i := range out {
			if out[i].glyph == t.face.glyph {
				out[i].tone = max(out[i].tone, t.face.tone)
			}
		}
	}
	for i := range out {
		out[i].words = strconv.Itoa(sums[out[i].glyph])
	}
	return out
}

func without(ts []tally, s manager.Status) []tally {
	var out []tally
	for _, t := range ts {
		if t.warning || t.status != s {
			out = append(out, t)
		}
	}
	return out
}

// figuresOff is what the header says while what processes use is not shown.
const figuresOff = "figures off"

// drawHeader draws the first line of the screen.
func drawHeader(st *styles, s *manager.Snapshot, visit *Visit, figures bool, width int) string {
	l := newLine(width)
	badge, badgeWords := st.badge, " tend "
	if s.Phase != manager.Up || visit.isSilent() {
		badge = st.badgeEnd
	}
	if visit != nil {
		badgeWords = " attached "
	}
	l.add(badge, badgeWords).space(st.bar.of(text), 1)

	name := plain(s.Name)
	nameWidth := min(textWidth(name), max(8, l.left/3))
	aside := ""
	reserved := 0
	switch {
	case visit != nil && l.left >= roomForPID:
		aside = fmt.Sprintf("pid %d", visit.PID)
		if !figures {
			aside = figuresOff + headerSeparator + aside
		}
	case !figures:
		aside = figuresOff
	}
	if aside != "" {
		reserved = textWidth(aside) + headerGap
	}
	pieces := countPieces(tallies(s.Processes), l.left-nameWidth-headerGap-rowTrail-reserved)
	used := piecesWidth(pieces, headerGap) + rowTrail + reserved

	l.add(st.bar.strong(text), shorten(name, min(l.left, max(nameWidth, l.left-used-headerGap))))
	source := plain(s.Source)
	if source != name && textWidth(source)+2*headerGap <= l.left-used {
		l.space(st.bar.of(text), headerGap).add(st.bar.of(dim), source)
	}
	l.space(st.bar.of(text), l.left-used)
	if aside != "" {
		l.add(st.bar.of(dim), aside).space(st.bar.of(text), headerGap)
	}
	for i, p := range pieces {
		if i > 0 {
			l.space(st.bar.of(text), headerGap)
		}
		l.add(st.bar.of(p.tone), p.glyph).space(st.bar.of(text), 1).add(st.bar.of(wordsTone(p.tone)), p.words)
	}
	return l.fill(st.bar.of(text))
}
