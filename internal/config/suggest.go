package config

import (
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// nearest is the one of names that was probably meant by name, or "".
func nearest(name string, names []string) string {
	best, least := "", max(1, len(name)/3)+1
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is how many letters have to be changed, added or taken away to make
// b of a; two letters in the wrong order count as one.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 || len(a)-len(b) > 8 || len(b)-len(a) > 8 {
		return max(len(a), len(b))
	}
	var before, row, next [65]int
	for j := range len(b) + 1 {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			change := row[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			next[j] = min(change, row[j]+1, next[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}

// unknown is what to say about a key that the table n does not have: what it
// is called here, where it belongs, or what it resembles.
func unknown(n *node, path toml.Key, name string, value any) (advice, suggestion string) {
	if n.path == "processes.*.health" && name == "notify" {
		return `a process says READY=1 once, and nothing of how it is from then on; for WATCHDOG=1, give it watchdog = "30s"`, ""
	}
	known := make([]string, 0, len(n.children))
	for k, child := range n.children {
		known = append(known, k)
		if slices.Contains(child.aka, plainKey(name)) {
			return "", strconv.Quote(k)
		}
	}
	slices.Sort(known)
	for _, k := range schema {
		if below, ok := strings.CutPrefix(k.path, n.path+"."); ok && n.path == "processes.*" && slices.Contains(k.flat, plainKey(name)) {
			return "", strconv.Quote(below)
		}
	}
	if advice, suggestion := elsewhere(n, path, name); advice+suggestion != "" {
		return advice, suggestion
	}
	if near := nearest(name, known); near != "" {
		return "", strconv.Quote(near)
	}
	if table, ok := value.(map[string]any); ok && len(path) == 0 && table["command"] != nil {
		return "a process is a table in [processes]", "[" + join(toml.Key{"processes"}, name).String() + "]"
	}
	return "", ""
}

// plainKey is a key as aka has it.
func plainKey(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "_") }

// elsewhere says where a key belongs that exists, but not in the table n. A
// table within n is nearest, then the one with the shortest path.
func elsewhere(n *node, path toml.Key, name string) (advice, suggestion string) {
	found, best := false, ""
	for _, k := range schema {
		parent, last := cutLast(k.path)
		if last != name || last == "*" || strings.Count(k.path, "*") > 1 {
			continue
		}
		if below, ok := strings.CutPrefix(k.path, n.path+"."); ok && n.path != "" {
			return "", strconv.Quote(below)
		}
		if !found || strings.Count(parent, ".") < strings.Count(best, ".") || parent == "" {
			found, best = true, parent
		}
	}
	switch {
	case !found:
		return "", ""
	case best == "":
		return "it belongs at the top of the file, before the first [table]", ""
	}
	process := "NAME"
	if len(path) > 1 && path[0] == "processes" {
		process = path[1:2].String()
	}
	return "it belongs in [" + strings.Replace(best, "*", process, 1) + "]", ""
}

func cutLast(path string) (parent, last string) {
	i := strings.LastIndexByte(path, '.')
	return path[:max(i, 0)], path[i+1:]
}
