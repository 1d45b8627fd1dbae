package tui

import (
	"fmt"
	"time"

	"tend/internal/logring"
	"tend/manager"
)

// tag says in the title that something is done with the output.
type tag struct{ sign, words, found string }

// mostTag is the cells of what is looked for that the title has at most.
const mostTag = 20

// tags are what is done with it.
func (o *output) tags() []tag {
	var out []tag
	if o.filter != (logring.Query{}) && o.prompt.kind != filterPrompt {
		out = append(out, tag{promptSigns[filterPrompt], tagWords(o.filter), o.filterCount()})
	}
	if o.search.on() && o.prompt.kind != searchPrompt {
		out = append(out, tag{promptSigns[searchPrompt], tagWords(o.search.query), o.search.words(o.isLooking())})
	}
	return out
}

// tagWords is what is looked for.
func tagWords(q logring.Query) string {
	if q == errorQuery {
		return "errors"
	}
	return shorten(signOf(q)+q.Text, mostTag)
}

// filterCount says how many lines are left; with a plus while there may be
// more.
func (o *output) filterCount() string {
	if o.isLooking() {
		return fmt.Sprintf("%d+", o.total)
	}
	return fmt.Sprint(o.total)
}

// isLooking reports whether a scan goes on of what is shown.
func (o *output) isLooking() bool { return !o.scan.isDone(o.toScan()) }

// signOf is how a query differs from one for a text.
func signOf(q logring.Query) string {
	sign := ""
	if q.Not {
		sign = notSign
	}
	if q.Regexp {
		sign += "regexp "
	}
	return sign
}

func (t tag) width() int { return 2 + textWidth(t.sign) + textWidth(t.words) + 1 + textWidth(t.found) }

func tagsWidth(tags []tag) int {
	w := 0
	for _, t := range tags {
		w += t.width()
	}
	return w
}

func addTags(l *line, on *surface, tags []tag) {
	for _, t := range tags {
		l.space(on.of(text), 2).add(on.strong(accent), t.sign).add(on.strong(text), t.words)
		l.space(on.of(text), 1).add(on.of(accent), t.found)
	}
}

// drawMergedTitle draws the line over the output of several processes.
func (o *output) drawMergedTitle(c choice, focused, marked bool, width int) string {
	l, nameTone := beginTitle(o.style.st, focused, width)
	on := &o.style.st.bar
	words, facts := "all "+count(len(o.shown.Names), "process", "processes"), []string{o.keys.tells(Merge, "ends")}
	switch {
	case !o.merged:
		words, facts = plain(c.group), []string{count(len(c.members), "process", "processes")}
	case marked:
		words = count(len(o.shown.Names), "marked process", "marked processes")
	}
	l.add(on.strong(nameTone), words)
	addTags(l, on, o.tags())
	addFacts(l, on, facts)
	return l.fill(on.of(text))
}

// view draws the whole pane: title, what went wrong, output.
func (o *output) view(c choice, marked, focused, figures bool, area rect, now time.Time) []string {
	st, p := o.style.st, c.process
	out := make([]string, 0, area.h)
	switch {
	case c.none():
		return fillPane(append(out, drawTitle(st, nil, nil, focused, figures, area.w, now)), area)
	case o.merged || p == nil:
		out = append(out, o.drawMergedTitle(c, focused, marked, area.w))
	default:
		tags := o.tags()
		if p.FullScreen && runs(p) { // what is below are no lines
			tags = append(tags, tag{words: "full screen:", found: o.keys.tells(Attach, "shows it")})
		}
		out = append(out, drawTitle(st, p, tags, focused, figures, area.w, now))
		out = append(out, drawProblem(st, o.keys, p, area.w, area.h)...)
	}
	return drawRows(st, out, &o.logs, o.emptyWords(p, now), o.drawFoot(area.w), o.dress, area)
}

// emptyWords says why nothing is shown.
func (o *output) emptyWords(p *manager.ProcessView, now time.Time) string {
	switch {
	case o.filter != logring.Query{} && o.isLooking():
		return "looking for lines"
	case o.filter.Not:
		return "every line has “" + o.filter.Text + "”"
	case o.filter != logring.Query{}:
		return "no line has “" + o.filter.Text + "”"
	case o.merged || p == nil:
		return "no output yet"
	default:
		return emptyWords(o.keys, p, now)
	}
}

// dress puts a row together with its gutter, which says what is special about
// its line.
func (o *output) dress(r logRow) string {
	st := o.style.st
	sign, t := "", accent
	switch chosen := o.selected(r.at); {
	case chosen && r.at.Is(o.selection.cursor):
		sign = "▌"
	case chosen:
		sign = "┃"
	case o.search.on() && r.hit && r.at.Is(o.search.at):
		sign, t = "▸", warn
	default:
		return dressed(st, r)
	}
	on := st.base.strong(t)
	row := on.open + sign + on.close + r.text
	if o.selection.on && t == accent {
		return tinted(row, st.tint)
	}
	return row
}

// drawFoot draws the last row of the pane: what is being typed, or what is
// selected, or that one is not at the end. It is empty if there is none.
func (o *output) drawFoot(width int) string {
	st := o.style.st
	switch {
	case o.prompt.isOpen():
		says, t := o.promptSays()
		return o.prompt.draw(st, says, t, width)
	case o.selection.on:
		on := &st.selected
		l := newLine(width).add(on.strong(accent), "▌").add(on.strong(accent), count(int(o.selection.count), "line", "lines")+" selected")
		if o.below > 0 {
			l.add(on.of(dim), " · "+belowWords(o.below))
		}
		return l.fill(on.of(text))
	case o.paused():
		return drawBelow(st, o.keys, o.below, width)
	default:
		return ""
	}
}

// promptSays is what there is to say of what is being typed.
func (o *output) promptSays() (words string, t tone) {
	p := &o.prompt
	looking := o.isLooking()
	switch {
	case p.wrong != "":
		return p.wrong, dim
	case p.kind == searchPrompt && o.search.on():
		words = o.search.words(looking)
		if o.search.count == 0 && !looking {
			return words, warn
		}
		return words, text
	case p.kind == filterPrompt && o.filter != logring.Query{}:
		return o.filterCount(), text
	default:
		return "", dim
	}
}
