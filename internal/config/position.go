package config

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// The decoder says where a syntax error is, but not where a key stands once
// the text is decoded. A second, much simpler reading of the same text finds
// that: it follows keys, and steps over values.

// maxDepth bounds how deep keys, lists and inline tables nest. The schema needs
// five; the decoder recurses, so that there has to be a bound.
const maxDepth = 16

// mark is where a key stands.
type mark struct {
	line int
	rank int // order of first mention
	// bare is the value as it is written, where it is a number, a boolean or
	// a date.
	bare string
	// defined is set at the key's own definition. A key that only begins a
	// longer one is implied.
	defined bool
}

// twice is a key that is defined a second time, which TOML forbids.
type twice struct {
	key         toml.Key
	first, line int
}

// positions tells the place of every key of a text. Elements of lists have a
// place too; keys of tables in lists have the place of the first such key.
type positions struct {
	marks   map[string]mark // by toml.Key.String, elements as key[0]
	twice   []twice
	tooDeep int // line that nests deeper than maxDepth, or 0
	lines   int
}

// line is where the key stands or, if it is nowhere, the nearest key around it.
func (p *positions) line(key toml.Key, element string) int {
	if m, ok := p.marks[key.String()+element]; ok {
		return m.line
	}
	for ; len(key) > 0; key = key[:len(key)-1] {
		if m, ok := p.marks[key.String()]; ok {
			return m.line
		}
	}
	return 1
}

// join never shares memory with path.
func join(path toml.Key, names ...string) toml.Key { return slices.Concat(path, toml.Key(names)) }

// scanner reads TOML for its keys only. It takes valid text as the decoder
// does; on anything else it goes on at the next line.
type scanner struct {
	text     string
	at, line int
	out      *positions
}

// locate finds all keys of text.
func locate(text string) *positions {
	s := scanner{text: withoutBOM(text), line: 1, out: &positions{
		marks: map[string]mark{},
		lines: strings.Count(text, "\n") + 1,
	}}
	var table toml.Key
	for s.skipBlank(); s.at < len(s.text) && s.out.tooDeep == 0; s.skipBlank() {
		if s.eat("[") {
			list := s.eat("[")
			if key := s.key(); key != nil {
				s.mark(key, s.line, !list)
				table = key
			}
		} else {
			s.pair(table, len(table))
		}
		s.skipLine()
	}
	return s.out
}

// withoutBOM drops what the decoder drops.
func withoutBOM(text string) string {
	for _, bom := range []string{"\xff\xfe", "\xfe\xff", "\xef\xbb\xbf"} {
		if rest, ok := strings.CutPrefix(text, bom); ok {
			return rest
		}
	}
	return text
}

// mark notes that key stands in line. Defined is false where it may be
// repeated, as the head of a list of tables is.
func (s *scanner) mark(key toml.Key, line int, defined bool) {
	if len(key) > maxDepth {
		s.out.tooDeep = line
		return
	}
	for n := 1; n < len(key); n++ {
		name := key[:n].String()
		if _, ok := s.out.marks[name]; !ok {
			s.out.marks[name] = mark{line: line, rank: len(s.out.marks)}
		}
	}
	name := key.String()
	m, seen := s.out.marks[name]
	switch {
	case !seen:
		s.out.marks[name] = mark{line: line, rank: len(s.out.marks), defined: defined}
	case !m.defined && defined:
		m.line, m.defined = line, true
		s.out.marks[name] = m
	case defined:
		s.out.twice = append(s.out.twice, twice{key: key, first: m.line, line: line})
	}
}

// pair reads key = value.
func (s *scanner) pair(table toml.Key, depth int) {
	s.skipSpace()
	line := s.line
	key := s.key()
	if key == nil || !s.eat("=") {
		return
	}
	path := join(table, key...)
	if m, ok := s.out.marks[path.String()]; ok && !m.defined {
		// What only began longer keys is a table already.
		s.out.twice = append(s.out.twice, twice{key: path, first: m.line, line: line})
	}
	s.mark(path, line, true)
	if bare := s.value(path, "", depth+len(key)); bare != "" {
		name := path.String()
		m := s.out.marks[name]
		m.bare = bare
		s.out.marks[name] = m
	}
}

// key reads a.b."c d", and returns nil if there is none.
func (s *scanner) key() toml.Key {
	var key toml.Key
	for {
		s.skipSpace()
		part, ok := s.part()
		if !ok {
			return nil
		}
		key = append(key, part)
		s.skipSpace()
		if !s.eat(".") {
			return key
		}
	}
}

// part reads one part of a key.
func (s *scanner) part() (string, bool) {
	start := s.at
	if s.peek() == '"' || s.peek() == '\'' {
		if !s.quoted() {
			return "", false
		}
		return unquote(s.text[start:s.at])
	}
	for s.at < len(s.text) && isBareKey(s.text[s.at]) {
		s.at++
	}
	return s.text[start:s.at], s.at > start
}

func isBareKey(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
}

// unquote reads a quoted key; escapes are left to the decoder.
func unquote(quoted string) (string, bool) {
	if quoted[0] == '\'' || !strings.Contains(quoted, `\`) {
		return quoted[1 : len(quoted)-1], true
	}
	var v struct{ Key string }
	_, err := toml.Decode("key = "+quoted, &v)
	return v.Key, err == nil
}

// value steps over a value, and returns it if it is bare. The path with the
// element's index behind it is where the value belongs.
func (s *scanner) value(path toml.Key, element string, depth int) (bare string) {
	if depth > maxDepth {
		s.out.tooDeep = s.line
		return ""
	}
	s.skipSpace()
	switch {
	case s.peek() == '"' || s.peek() == '\'':
		s.quoted()
		return ""
	case s.eat("["):
		s.list(path, element, depth)
		return ""
	case s.eat("{"):
		s.inlineTable(path, depth)
		return ""
	}
	start := s.at
	for s.at < len(s.text) && !strings.ContainsRune(",]}#\r\n", rune(s.text[s.at])) {
		s.at++
	}
	return strings.TrimSpace(s.text[start:s.at])
}
