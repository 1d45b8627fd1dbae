package logring

import (
	"bytes"
	"fmt"
	"regexp"
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
	re    *regexp.Regexp
	and   *Pattern // has to match as well, if there is one
}

// Compile makes a Pattern of a Query. It fails if the Text is no regular
// expression, though it ought to be.
func (q Query) Compile() (*Pattern, error) {
	text := q.Text
	if !q.Regexp {
		text = regexp.QuoteMeta(text)
	}
	if !hasUpper(q) {
		text = "(?i)" + text
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("cannot look for %q: %w", q.Text, err)
	}
	return &Pattern{query: q, re: re}, nil
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

// Match reports whether a line without colours is one that the Query asks for.
func (p *Pattern) Match(plain []byte) bool {
	return p.re.Match(plain) != p.query.Not && (p.and == nil || p.and.Match(plain))
}

// And returns a Pattern of the lines that match both; q may be nil. Its Query
// and its Spans are those of p.
func (p *Pattern) And(q *Pattern) *Pattern {
	both := *p
	if both.and = q; p.and != nil {
		both.and = p.and.And(q)
	}
	return &both
}

// Span is a part of a text, in bytes.
type Span struct{ Start, End int }

// Spans appends to dst where in a line without colours the text is found, from
// left to right and without overlap, empty places left out. There are none for
// a Query with Not.
func (p *Pattern) Spans(dst []Span, plain string) []Span {
	if p.query.Not {
		return dst
	}
	for _, at := range p.re.FindAllStringIndex(plain, -1) {
		if at[0] < at[1] {
			dst = append(dst, Span{at[0], at[1]})
		}
	}
	return dst
}

// AppendPlain appends to dst the text of a [Line] without its colours.
func AppendPlain(dst []byte, text string) []byte {
	line := []byte(text)
	for {
		i := bytes.IndexByte(line, esc)
		if i < 0 {
			return append(dst, line...)
		}
		dst = append(dst, line[:i]...)
		end := bytes.IndexByte(line[i:], 'm')
		if end < 0 {
			return dst
		}
		line = line[i+end+1:]
	}
}
