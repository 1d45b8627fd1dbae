package adopt

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// maxWidth is how long a line of tables and lists may become before each element
// gets a line of its own.
const maxWidth = 88

// writer turns a draft into text, and knows for each line what it is from.
type writer struct {
	text strings.Builder
	// spread gives each key of a table a line of its own, so that what is said
	// about a line is said about a key.
	spread  bool
	origins []origin
	now     origin
}

// origin is what a line of the text is from.
type origin struct {
	process *process // nil at the top
	entry   *entry   // nil for the head of a process
	pair    *pair    // nil if the line is not about one key of a table
}

// write is the draft as text, and the origin of each of its lines.
func (d *draft) write(spread bool) (text string, origins []origin) {
	w := &writer{spread: spread}
	w.comments(d.about)
	if len(d.remarks) > 0 {
		w.line("#")
	}
	for _, r := range d.remarks {
		w.comments([]string{d.cite(r)})
	}
	if len(d.top) > 0 {
		w.line("")
	}
	slices.SortStableFunc(d.top, func(a, b *entry) int { return slices.Index(topOrder, a.key) - slices.Index(topOrder, b.key) })
	for _, e := range d.top {
		w.entry(d, e)
	}
	for _, p := range d.processes {
		w.now = origin{process: p}
		w.line("")
		w.comments(p.about)
		w.line("[processes." + quoteKey(p.name) + "]")
		p.sort()
		for _, e := range p.entries {
			w.now = origin{process: p, entry: e}
			w.entry(d, e)
		}
		w.now = origin{process: p}
		for _, r := range p.remarks {
			w.comments([]string{d.cite(r)})
		}
	}
	return w.text.String(), w.origins
}

// cite is a remark with its place.
func (d *draft) cite(r remark) string { return d.source.at(r.line) + ": " + r.text }

// line writes a line, or what has become several of them by a string of several.
func (w *writer) line(text string) {
	w.text.WriteString(text + "\n")
	for range strings.Count(text, "\n") + 1 {
		w.origins = append(w.origins, w.now)
	}
}

func (w *writer) comments(texts []string) {
	for _, text := range texts {
		for _, line := range comment(text) {
			w.line(line)
		}
	}
}

// entry writes a key. One that the loader refuses is a comment that says why.
func (w *writer) entry(d *draft, e *entry) {
	w.now.entry = e
	switch {
	case e.without != "":
		w.refused(d, e.line, e.key, e.inline(), e.without)
	case e.table == nil:
		w.line(e.key + " = " + e.text)
	default:
		w.table(d, e)
	}
}

func (w *writer) refused(d *draft, line int, key, text, why string) {
	w.comments([]string{d.source.at(line) + ": " + key + " is left out: " + why})
	if !strings.Contains(text, "\n") {
		w.line("#" + key + " = " + text)
	}
}

// table writes a table in a line where it fits, else as a line for each key.
func (w *writer) table(d *draft, e *entry) {
	if line := e.key + " = " + e.inline(); !w.spread && utf8.RuneCountInString(line) <= maxWidth && !strings.Contains(line, "\n") && !e.broken() {
		w.line(line)
		return
	}
	for i := range e.table {
		pair := &e.table[i]
		w.now.pair = pair
		key := e.key + "." + quoteKey(pair.key)
		if pair.without != "" {
			w.refused(d, pair.line, key, pair.text, pair.without)
			continue
		}
		w.line(key + " = " + pair.text)
	}
	w.now.pair = nil
}

// inline is the value in one line, or in as few as its strings have.
func (e *entry) inline() string {
	if e.table == nil {
		return e.text
	}
	parts := make([]string, 0, len(e.table))
	for _, p := range e.table {
		if p.without == "" {
			parts = append(parts, quoteKey(p.key)+" = "+p.text)
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// broken reports whether one of the keys is a comment, for which there is no
// place within a line.
func (e *entry) broken() bool {
	for _, p := range e.table {
		if p.without != "" {
			return true
		}
	}
	return false
}
