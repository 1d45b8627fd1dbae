package config

import (
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// list steps over the elements of a list, after its bracket.
func (s *scanner) list(path toml.Key, element string, depth int) {
	for i := 0; s.out.tooDeep == 0; i++ {
		s.skipBlank()
		if s.at == len(s.text) || s.eat("]") {
			return
		}
		start := s.at
		name := element + "[" + strconv.Itoa(i) + "]"
		if _, ok := s.out.marks[path.String()+name]; !ok {
			s.out.marks[path.String()+name] = mark{line: s.line, rank: len(s.out.marks)}
		}
		s.value(path, name, depth+1)
		s.skipBlank()
		if !s.eat(",") && s.at == start {
			return // not TOML
		}
	}
}

// inlineTable steps over the pairs of an inline table, after its brace.
func (s *scanner) inlineTable(path toml.Key, depth int) {
	for s.out.tooDeep == 0 {
		s.skipBlank()
		if s.at == len(s.text) || s.eat("}") {
			return
		}
		start := s.at
		s.pair(path, depth)
		s.skipBlank()
		if !s.eat(",") && s.at == start {
			return // not TOML
		}
	}
}

// quoted steps over a string of any of the four kinds. It reports whether the
// string fits in a line, as the string of a key has to.
func (s *scanner) quoted() bool {
	quote := s.text[s.at : s.at+1]
	if !s.eat(quote + quote + quote) {
		s.at++
		return s.closing(quote, "\n")
	}
	s.closing(quote+quote+quote, "")
	for range 2 { // up to two quotes may stand right before the closing three
		s.eat(quote)
	}
	return false
}

// closing goes behind the closing quotes, or to the character at which the
// string has to end.
func (s *scanner) closing(quotes, limit string) bool {
	escapes := quotes[0] == '"'
	for s.at < len(s.text) {
		switch rest := s.text[s.at:]; {
		case strings.HasPrefix(rest, quotes):
			s.at += len(quotes)
			return true
		case limit != "" && strings.HasPrefix(rest, limit):
			return false
		case escapes && rest[0] == '\\' && len(rest) > 1 && rest[1] != '\n':
			s.at += 2
		default:
			s.newline()
			s.at++
		}
	}
	return false
}

// skipBlank goes to the next thing that is neither space nor comment.
func (s *scanner) skipBlank() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '#':
			s.skipLine()
		case ' ', '\t', '\r', '\n':
			s.newline()
			s.at++
		default:
			return
		}
	}
}

// skipLine goes to the end of the line.
func (s *scanner) skipLine() {
	if n := strings.IndexByte(s.text[s.at:], '\n'); n >= 0 {
		s.at += n
	} else {
		s.at = len(s.text)
	}
}

func (s *scanner) skipSpace() {
	for s.peek() == ' ' || s.peek() == '\t' {
		s.at++
	}
}

// newline counts the line that ends here, if one does.
func (s *scanner) newline() {
	if s.text[s.at] == '\n' {
		s.line++
	}
}

// peek is the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.at == len(s.text) {
		return 0
	}
	return s.text[s.at]
}

// eat steps over token, if it comes next.
func (s *scanner) eat(token string) bool {
	if !strings.HasPrefix(s.text[s.at:], token) {
		return false
	}
	s.at += len(token)
	return true
}
