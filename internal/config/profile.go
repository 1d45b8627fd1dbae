package config

import (
	"fmt"
	"slices"
)

// inProfile reports whether a process belongs to what is asked for.
func (b *builder) inProfile(t *table) bool {
	profiles := get[[]string](t, "profiles")
	return len(profiles) == 0 || slices.ContainsFunc(profiles, func(name string) bool {
		return slices.Contains(b.options.Profiles, name)
	})
}

// checkProfiles reports profiles that are asked for and that no process has,
// disabled or not.
func (b *builder) checkProfiles(tables []*table) {
	var known []string
	for _, t := range tables {
		known = append(known, get[[]string](t, "profiles")...)
	}
	for _, name := range b.options.Profiles {
		if !slices.Contains(known, name) {
			b.reportAll(fmt.Sprintf("there is no profile %q: no process has it among its profiles", name), quoteNonEmpty(nearest(name, known)))
		}
	}
}
