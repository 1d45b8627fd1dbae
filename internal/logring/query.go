package logring

import (
	"bytes"
	"fmt"
	"regexp"
	"regexp/syntax"
	"unicode"
	"unicode/utf8"
)

// Query says which lines are looked for. The zero Query is of all lines. It may
// be compared, and be the key of a map.
type Query struct {
	// Text is looked for in what a line shows, colours left out. Unless it has
	// an upper case letter in it, case does not count.
	Text   string
	Regexp bool // Text is a regular expression (package regexp)
	Not    bool // lines that do not have it
}

// Pattern is a Query made ready. It may be used by several goroutines at once.
type Pattern struct {
	query Query
	// A line must have one of these texts, or there are none: then re decides
	// alone, or, if that is nil too, all lines match.
	needles [][]byte
	fold    *folder        // that needles went through, nil if case counts
	re      *regexp.Regexp // what a line must match besides, or nil
	and     *Pattern       // that must match as well, or nil: see And
}

// Compile makes a Pattern of a Query. It fails if the Text is no regular
// expression, though it ought to be. In a Text that is none, what is not UTF-8
// counts as what lines show for it, U+FFFD.
func (q Query) Compile() (*Pattern, error) {
	p := &Pattern{query: q}
	fold := !hasUpper(q)
	if !q.Regexp {
		if q.Text != "" {
			p.lookFor([]literal{{[]rune(q.Text), fold}})
		}
		return p, nil
	}
	text := q.Text
	if fold {
		text = "(?i)" + text
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err == nil && !whole(tree) {
		p.re, err = regexp.Compile(text)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot look for %q: %w", q.Text, err)
	}
	p.lookFor(required(tree))
	return p, nil
}

// lookFor sets the needles.
func (p *Pattern) lookFor(list []literal) {
	for _, l := range list {
		if l.fold && p.fold == nil {
			p.fold = &folder{}
		}
	}
	for _, l := range list {
		if p.fold != nil {
			p.needles = append(p.needles, p.fold.add(l.text))
		} else {
			p.needles = append(p.needles, []byte(string(l.text)))
		}
	}
}

// hasUpper reports whether case counts in a query. What follows a backslash in
// a regular expression does not: \S is no letter.
func hasUpper(q Query) bool {
	for i := 0; i < len(q.Text); {
		r, size := utf8.DecodeRuneInString(q.Text[i:])
		if q.Regexp && r == '\\' && i+size < len(q.Text) {
			_, next := utf8.DecodeRuneInString(q.Text[i+size:])
			i += size + next
			continue
		}
		if unicode.IsUpper(r) {
			return true
		}
		i += size
	}
	return false
}

// Query returns what the Pattern was made of.
func (p *Pattern) Query() Query { return p.query }

// Match reports whether a line without colours, which is valid UTF-8, is one
// that the Query asks for.
func (p *Pattern) Match(plain []byte) bool {
	return p.has(plain) != p.query.Not && (p.and == nil || p.and.Match(plain))
}

// all reports whether every line has what is looked for.
func (p *Pattern) all() bool { return len(p.needles) == 0 && p.re == nil }

// has reports whether a line has what is looked for.
func (p *Pattern) has(plain []byte) bool {
	if len(p.needles) > 0 {
		text := plain
		if p.fold != nil {
			var buf [512]byte
			text = p.fold.fold(buf[:0], plain)
		}
		if !p.hasNeedle(text) {
			return false
		}
	}
	return p.re == nil || p.re.Match(plain)
}

func (p *Pattern) hasNeedle(text []byte) bool {
	for _, needle := range p.needles {
		if bytes.Contains(text, needle) {
			return true
		}
	}
	return false
}
