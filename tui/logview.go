package tui

import (
	"strings"

	"tend/internal/logring"
	"tend/internal/logview"
)

const (
	// logsGutter is the cells left of the output: they say which stream it is.
	logsGutter = 1
	// mostJSON bounds, in bytes, the lines that are read as JSON: a frame has
	// many lines, and one of these is a screen full by itself.
	mostJSON = 16 << 10
)

// logRow is one row of what is read, as it is drawn.
type logRow struct {
	place
	stream  logring.Stream
	partial bool
	more    bool   // the line goes on to the right of it
	hit     bool   // something that is looked for is seen in it
	text    string // exactly as wide as the pane without its gutter
}

// lineStyle is how lines of output are drawn.
type lineStyle struct {
	st       *styles
	lead     lead
	readable func(line string) (string, bool) // of JSON; nil: lines are left as they are
	pattern  *logring.Pattern                 // what is marked in them; nil: nothing
	at       logview.Position                 // the line that is marked more strongly
	from     int                              // how many cells of each line are left of the pane
}

// draw makes the rows of one line: one, or as many as it takes if it is
// wrapped. No more than limit are made, or all if limit is 0.
func (s *lineStyle) draw(l *logview.Line, width, limit int, wrap bool) []logRow {
	first, rest := s.lead.draw(s.st, l)
	inner := max(0, width-logsGutter-s.lead.width())
	t := s.textOf(l)
	s.mark(l, &t, inner, limit, wrap)

	var texts []string
	hit, more := len(t.spans) > 0, false
	switch {
	case l.Stream == logring.Note && !(wrap && textWidth(t.plain) > inner-noteLead):
		when := ""
		if !s.lead.times {
			when = l.Time.In(s.lead.zone).Format(noteLook)
		}
		texts = []string{drawNote(s.st, &t, inner, when)}
	case wrap && l.Stream == logring.Note:
		texts = flow(s.st.base.of(dim).open+"── "+t.text, inner, limit)
	case wrap:
		texts = flow(t.text, inner, limit)
	default:
		more = textWidth(t.plain)-s.from > inner
		texts = []string{s.cut(&t, inner)}
	}
	rows := make([]logRow, len(texts))
	for i, text := range texts {
		rows[i] = logRow{place: place{l.Position(), i}, stream: l.Stream, partial: l.Partial, more: more, text: first + text}
		rows[i].hit = hit && (len(texts) == 1 || strings.Contains(text, t.mark.open))
		first = rest
	}
	return rows
}

// shownText is a line of output on its way to the screen.
type shownText struct {
	text  string // with its colours, and then its marks
	plain string // without
	spans []logring.Span
	mark  paint // of the spans
	at    bool  // this is the line that a search is at
}

// textOf returns what is to be shown of a line.
func (s *lineStyle) textOf(l *logview.Line) shownText {
	t := shownText{text: l.Text, plain: bare(l.Text)}
	if l.Stream == logring.Note {
		t.plain = strings.Trim(plain(l.Text), "─ ")
		on := s.st.base.of(dim)
		t.text = on.open + t.plain + on.close
		return t
	}
	if s.readable != nil && len(t.plain) <= mostJSON {
		if text, ok := s.readable(t.plain); ok {
			t = shownText{text: text, plain: bare(text)}
		}
	}
	if s.st.mono {
		t.text = t.plain
	}
	return t
}

// bare returns a line of output without its colours.
func bare(text string) string {
	if strings.IndexByte(text, '\x1b') < 0 {
		return text
	}
	return string(logring.AppendPlain(make([]byte, 0, len(text)), text))
}

// mark marks what is looked for, where it can be seen.
func (s *lineStyle) mark(l *logview.Line, t *shownText, inner, limit int, wrap bool) {
	if s.pattern == nil {
		return
	}
	t.at = l.Position().Is(s.at)
	t.mark = s.st.hit
	if t.at {
		t.mark = s.st.hitAt
	}
	seen := t.plain
	if rows := max(limit, 1); !t.at && !(wrap && limit == 0) {
		seen = head(seen, max(leastMarked, rows*inner*utf8Most))
	}
	if t.spans = s.pattern.Spans(nil, seen); len(t.spans) > 0 {
		t.text = markSpans(t.text, t.spans, t.mark)
	}
}

const (
	// leastMarked is how many bytes of a line are looked at for marks at least,
	// though its row may be shorter. Lines can have 64 KiB.
	leastMarked = 4 << 10
	utf8Most    = 4 // bytes of a character
)

// head returns the first n bytes of valid UTF-8, without part of a character.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// cut makes one row of a line. If what is looked for is beyond its end, that is
// to be seen: of the line that the search is at, the part with it is shown,
// and at the end of others the sign that there is more is marked.
func (s *lineStyle) cut(t *shownText, inner int) string {
	more := s.st.base.of(dim)
	if s.from > 0 {
		if total := textWidth(t.plain); total > 0 {
			t.text = more.open + ellipsis + more.close + rightOf(t.text, min(s.from+1, total), total)
		}
		return clip(t.text, inner, more.open+ellipsis+more.close)
	}
	if len(t.spans) == 0 || len(t.plain) < inner {
		return clip(t.text, inner, more.open+ellipsis+more.close)
	}
	total := textWidth(t.plain)
	first, last := t.spans[0], t.spans[len(t.spans)-1]
	if end := textWidth(t.plain[:first.End]); t.at && total > inner && end >= inner {
		// The hit stands at three quarters of the row, or at its beginning if
		// it is long.
		from := min(end-inner*3/4, textWidth(t.plain[:first.Start])-1)
		t.text = more.open + ellipsis + more.close + rightOf(t.text, from+1, total)
		return clip(t.text, inner, more.open+ellipsis+more.close)
	}
	if total > inner && textWidth(t.plain[:last.End]) >= inner {
		more = t.mark
	}
	return clip(t.text, inner, more.open+ellipsis+more.close)
}

// noteLead is the cells of the rule before a note, and of the blank after it.
const noteLead = 4

// noteLook is how a note says when it was made.
const noteLook = "15:04:05"

// drawNote draws a line of tend's own as a rule over the whole width: that a run
// begins or how it has ended, and at its end, where there is room, when.
func drawNote(st *styles, t *shownText, width int, when string) string {
	rule, words := st.base.of(faint), st.base.of(dim)
	l := newLine(width).add(rule, "──")
	if w := min(textWidth(t.plain), width-noteLead); w > 0 {
		l.space(words, 1).cells(clip(t.text, w, words.open+ellipsis+words.close), w).space(words, 1)
	}
	if n := l.left - len(when) - noteLead; when != "" && n >= 0 {
		l.add(rule, strings.Repeat("─", n)).space(words, 1).add(words, when).space(words, 1)
	}
	return l.add(rule, strings.Repeat("─", l.left)).fill(rule)
}
