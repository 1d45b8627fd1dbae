package adopt

import (
	"regexp"
	"strconv"
	"strings"
)

var badRunes = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// names are those that the processes have got.
type names struct {
	of    map[string]string // by the name in the source
	taken map[string]bool
}

// take is the nearest name that a process may have and no other has.
func (n *names) take(name string) string {
	if n.of == nil {
		n.of, n.taken = map[string]string{}, map[string]bool{}
	}
	clean := name
	if badRunes.MatchString(name) || strings.HasPrefix(name, "-") || name == "" {
		clean = strings.Trim(badRunes.ReplaceAllString(name, "-"), "-.")
	}
	if clean == "" {
		clean = "process"
	}
	free := clean
	for i := 2; n.taken[free]; i++ {
		free = clean + "-" + strconv.Itoa(i)
	}
	n.taken[free] = true
	n.of[name] = free
	return free
}
