package logring

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// maxLiterals is how many texts are looked for at once in place of a regular
// expression. With more of them it is faster itself.
const maxLiterals = 8

// literal is a text that a regular expression is about.
type literal struct {
	text []rune
	fold bool // case does not count
}

// required returns texts of which any line that an expression matches has at
// least one. There are none if it finds no such texts.
func required(re *syntax.Regexp) []literal {
	switch re.Op {
	case syntax.OpLiteral:
		return []literal{{re.Rune, re.Flags&syntax.FoldCase != 0}}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []literal
		for _, sub := range re.Sub {
			if found := required(sub); rarer(found, best) {
				best = found
			}
		}
		return best
	case syntax.OpAlternate:
		var all []literal
		for _, sub := range re.Sub {
			found := required(sub)
			all = append(all, found...)
			if len(found) == 0 || len(all) > maxLiterals {
				return nil
			}
		}
		return all
	}
	return nil
}

// rarer reports whether fewer lines are likely to have one of some texts than
// one of others: the shortest counts, then their number.
func rarer(a, b []literal) bool {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) > 0
	case shortest(a) != shortest(b):
		return shortest(a) > shortest(b)
	}
	return len(a) < len(b)
}

func shortest(list []literal) int {
	n := len(list[0].text)
	for _, l := range list[1:] {
		n = min(n, len(l.text))
	}
	return n
}

// whole reports whether an expression is nothing but its literal: what it finds
// is what the search for that text finds.
func whole(re *syntax.Regexp) bool {
	return re.Op == syntax.OpEmptyMatch ||
		re.Op == syntax.OpLiteral && !slices.ContainsFunc(re.Rune, func(c rune) bool { return !utf8.ValidRune(c) })
}
