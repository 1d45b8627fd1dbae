package tui

import (
	"strconv"

	"tend/manager"
)

// tally is how many processes are in a status.
type tally struct {
	status manager.Status
	n      int
}

// tallyOrder is the order in which counts are shown: what runs, what moves,
// what needs attention, what rests.
var tallyOrder = []manager.Status{
	manager.Ready, manager.Running, manager.Starting, manager.Waiting,
	manager.Stopping, manager.Killing, manager.Stuck, manager.BackingOff,
	manager.Failed, manager.GaveUp, manager.Exited,
	manager.Done, manager.Stopped, manager.NotStarted,
}

// giveWay is the order in which counts are dropped where there is no room for
// all: first what nobody has to know.
var giveWay = []manager.Status{
	manager.NotStarted, manager.Stopped, manager.Done, manager.Waiting, manager.Starting,
	manager.Stopping, manager.Killing, manager.Running, manager.Ready,
	manager.BackingOff, manager.Exited, manager.GaveUp, manager.Failed, manager.Stuck,
}

// tallies counts the processes; what is zero is left out.
func tallies(ps []manager.ProcessView) []tally {
	var counts [len(faces)]int
	for i := range ps {
		counts[ps[i].Status]++
	}
	var out []tally
	for _, s := range tallyOrder {
		if counts[s] > 0 {
			out = append(out, tally{s, counts[s]})
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

// countPieces says the counts in at most width cells: in words, else as glyphs
// and numbers, else fewer of them.
func countPieces(ts []tally, width int) []piece {
	full := make([]piece, 0, len(ts))
	for _, t := range ts {
		f := faces[t.status]
		full = append(full, piece{f.glyph, f.tone, strconv.Itoa(t.n) + " " + t.status.String()})
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

// shortPieces leaves out the words; what looks the same is added up.
func shortPieces(ts []tally) []piece {
	var out []piece
	sums := make(map[string]int)
	for _, t := range ts {
		f := faces[t.status]
		if sums[f.glyph] == 0 {
			out = append(out, piece{glyph: f.glyph, tone: f.tone})
		}
		sums[f.glyph] += t.n
	}
	for i := range out {
		out[i].words = strconv.Itoa(sums[out[i].glyph])
	}
	return out
}

func without(ts []tally, s manager.Status) []tally {
	var out []tally
	for _, t := range ts {
		if t.status != s {
			out = append(out, t)
		}
	}
	return out
}

// drawHeader draws the first line of the screen.
func drawHeader(st *styles, s *manager.Snapshot, width int) string {
	l := newLine(width)
	badge := st.badge
	if s.Phase != manager.Up {
		badge = st.badgeEnd
	}
	l.add(badge, " tend ").space(st.bar.of(text), 1)

	name := plain(s.Name)
	nameWidth := min(textWidth(name), max(8, l.left/3))
	pieces := countPieces(tallies(s.Processes), l.left-nameWidth-headerGap-rowTrail)
	used := piecesWidth(pieces, headerGap) + rowTrail

	l.add(st.bar.strong(text), shorten(name, min(l.left, max(nameWidth, l.left-used-headerGap))))
	source := plain(s.Source)
	if source != name && textWidth(source)+2*headerGap <= l.left-used {
		l.space(st.bar.of(text), headerGap).add(st.bar.of(dim), source)
	}
	l.space(st.bar.of(text), l.left-used)
	for i, p := range pieces {
		if i > 0 {
			l.space(st.bar.of(text), headerGap)
		}
		l.add(st.bar.of(p.tone), p.glyph).space(st.bar.of(text), 1).add(st.bar.of(wordsTone(p.tone)), p.words)
	}
	return l.fill(st.bar.of(text))
}
