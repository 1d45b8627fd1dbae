package theme

import (
	"regexp"
	"slices"
	"testing"
)

var hex = regexp.MustCompile(`^(#[0-9a-f]{6}|\d{1,2})$`)

func TestEveryThemeHasAllColours(t *testing.T) {
	for _, name := range Names() {
		th := Find(name)
		if th.Name != name {
			t.Errorf("%s is found as %s", name, th.Name)
		}
		all := append([]Colour{th.Accent, th.OK, th.Warn, th.Bad, th.Dim, th.Faint, th.Selected, th.Bar, th.OnAccent}, th.Processes...)
		for i, c := range all {
			if !hex.MatchString(c.Light) || !hex.MatchString(c.Dark) {
				t.Errorf("%s: colour %d is %+v", name, i, c)
			}
		}
		for _, c := range th.Processes {
			if len(th.Processes) < 6 || c == th.Bad {
				t.Errorf("%s: processes have %v", name, th.Processes)
			}
		}
		if slices.Contains([]Colour{th.OK, th.Warn, th.Bad}, th.Accent) {
			t.Errorf("%s: the accent is the colour of a state", name)
		}
	}
	if Find("no such").Name != Default {
		t.Error("an unknown name does not give the default")
	}
}
