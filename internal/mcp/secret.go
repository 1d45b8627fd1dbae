package mcp

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// shortestSecret is how long a value is, in bytes, that is taken out of texts:
// shorter ones are parts of too many words.
const shortestSecret = 6

// masking replaces the values of an environment by the names of their variables:
// a configuration may put them into commands and probes.
func masking(env []string) *strings.Replacer {
	names := make(map[string]string, len(env)) // by value
	for _, entry := range env {
		name, value, _ := strings.Cut(entry, "=")
		if known, there := names[value]; len(value) >= shortestSecret && (!there || name < known) {
			names[value] = name
		}
	}
	longestFirst := func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) }
	var pairs []string
	for _, value := range slices.SortedFunc(maps.Keys(names), longestFirst) {
		pairs = append(pairs, value, "$"+names[value])
	}
	return strings.NewReplacer(pairs...)
}

// envNames are the names of an environment, in order.
func envNames(env []string) []string {
	names := make(map[string]bool, len(env))
	for _, entry := range env {
		name, _, _ := strings.Cut(entry, "=")
		names[name] = true
	}
	return slices.Sorted(maps.Keys(names))
}
