package tui

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// secretName is what variables are called whose values are nobody's business
// who looks over a shoulder.
var secretName = regexp.MustCompile(`(?i)(secret|token|passw|passphrase|_pwd|credential|private|auth|api_?key|access_?key|_key$|^key$|cookie|session|dsn$)`)

// isSecret reports whether the value of a variable is not to be shown unasked.
func isSecret(name, value string) bool {
	if value == "" {
		return false
	}
	if secretName.MatchString(name) {
		return true
	}
	u, err := url.Parse(value)
	return err == nil && u.User != nil
}

// masked stands for a value.
const masked = "••••••"

// environmentLines list the variables in the order of their names.
func (d *details) environmentLines(g *page, revealed bool) {
	if len(d.known.Spec.Env) == 0 {
		return
	}
	g.blank()
	entries := slices.Sorted(slices.Values(d.known.Spec.Env))
	label := "environment"
	for _, entry := range entries {
		name, value, _ := strings.Cut(entry, "=")
		if isSecret(name, value) && !revealed {
			value = masked
		}
		g.field(label, text, plain(name+"="+value))
		label = ""
	}
}
