package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"tend/manager"
)

// prefixColours are SGR codes that can be read on dark and on light.
var prefixColours = []int{36, 33, 32, 35, 34, 96, 93, 92, 95, 94}

// prefixes are what stands before printed lines: whose they are, as a column, each
// in a colour of its own. The empty name is tend.
type prefixes struct {
	colour bool
	width  int
	made   map[string]string
}

// newPrefixes makes those of some processes. Others may come later.
func newPrefixes(processes []*manager.ProcessView, colour bool) *prefixes {
	p := &prefixes{colour: colour, width: len("tend"), made: make(map[string]string)}
	for _, v := range processes {
		p.width = max(p.width, ansi.StringWidth(v.Name))
	}
	p.made[""] = p.text("tend", faintly)
	for _, v := range processes {
		p.of(v.Name)
	}
	return p
}

// of returns the prefix of a process.
func (p *prefixes) of(name string) string {
	text, known := p.made[name]
	if !known {
		text = p.text(name, prefixColours[(len(p.made)-1)%len(prefixColours)])
		p.made[name] = text
	}
	return text
}

func (p *prefixes) text(name string, colour int) string {
	text := name + strings.Repeat(" ", max(0, p.width-ansi.StringWidth(name))) + " | "
	if !p.colour {
		return text
	}
	return fmt.Sprintf("\x1b[%dm%s\x1b[0m", colour, text)
}

// shown is a line of output as it is printed: it has its colours only where there
// are any.
func shown(text string, colour bool) string {
	if colour || strings.IndexByte(text, '\x1b') < 0 {
		return text
	}
	return ansi.Strip(text)
}

// useColour reports whether printed lines may be coloured.
func useColour(sys *System) bool {
	if !isTerminal(sys.Stdout) {
		return false
	}
	return !slices.ContainsFunc(sys.Environ, func(entry string) bool {
		name, value, _ := strings.Cut(entry, "=")
		return name == "NO_COLOR" && value != "" || entry == "TERM=dumb"
	})
}
