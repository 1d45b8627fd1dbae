package processcontrol

import (
	"strings"
	"unicode"

	"tend/internal/logring"
)

// oneLine makes what somebody else has written fit to be shown: one line of
// printable characters, and not more of them than most.
func oneLine(text string, most int) string {
	text = text[:min(len(text), 64*most)] // however much of it is invisible
	text = strings.ReplaceAll(text, "\n", " ")
	text = withoutColours(string(logring.Sanitize(nil, []byte(text))))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsPrint(r):
			return r
		}
		return -1
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// withoutColours takes out the one kind of sequence that logring.Sanitize
// leaves.
func withoutColours(text string) string {
	var plain strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		plain.WriteString(before)
		if !found {
			return plain.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}

// titleLength is how many characters of a command are shown where it is part of
// a sentence.
const titleLength = 60

// titleOf is what a person calls a command: what a shell is given, else the
// program.
func titleOf(command []string) string {
	n := len(command)
	switch {
	case n == 0:
		return ""
	case n > 2 && strings.HasPrefix(command[n-2], "-") && strings.HasSuffix(command[n-2], "c"): // sh -c, bash -lc
		return oneLine(command[n-1], titleLength)
	default:
		return oneLine(command[0], titleLength)
	}
}
