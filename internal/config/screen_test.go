package config

import (
	"testing"

	"tend/internal/alert"
	"tend/internal/theme"
)

func TestTheScreen(t *testing.T) {
	for _, c := range []struct {
		text string
		want Screen
	}{
		{"", Screen{Theme: theme.Default, Background: theme.Auto}},
		{"ui = {}\n", Screen{Theme: theme.Default, Background: theme.Auto}},
		{"ui = { theme = \"nord\", background = \"light\", ascii = true }\n", Screen{Theme: "nord", Background: "light", ASCII: true}},
		{"ui.notify = \"bell\"\n", Screen{Theme: theme.Default, Background: theme.Auto, Notify: alert.Bell}},
		{"ui.notify = \"both\"\n", Screen{Theme: theme.Default, Background: theme.Auto, Notify: alert.Both}},
	} {
		if got := parse(t, c.text+api, t.TempDir()).Screen; !got.Same(c.want) {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}
