package tui

import (
	"fmt"
	"strconv"
	"strings"

	"tend/manager"
)

// titlePorts is how many ports the title names.
const titlePorts = 2

// listens reports whether there are ports to show of the process.
func listens(p *manager.ProcessView) bool { return p.Status.Active() && len(p.Ports) > 0 }

// portWords names ports, the first of them, and counts the rest: ":80 :443 +2".
func portWords(ports []int, most int) string {
	var b strings.Builder
	for i, port := range ports {
		if i > 0 {
			b.WriteByte(' ')
		}
		if i == most {
			fmt.Fprintf(&b, "+%d", len(ports)-i)
			break
		}
		b.WriteString(":" + strconv.Itoa(port))
	}
	return b.String()
}

// shortPorts names as many ports as there is room for.
func shortPorts(ports []int, width int) string {
	for most := len(ports); most > 0; most-- {
		if words := portWords(ports, most); textWidth(words) <= width {
			return words
		}
	}
	return shorten(portWords(ports, 1), width)
}
