package tui

import (
	"slices"
	"testing"
)

func TestThePaletteOffersFirstWhatIsAboutTheSelectedProcess(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  []string // the first
	}{
		{"res", []string{"process: restart", "restart process-001", "restart process-000", "restart process-002", "whole stack: restart all"}},
		{"RES", []string{"process: restart", "restart process-001"}},
		{"stop", []string{"process: stop", "stop process-001"}},
		{"001", []string{"go to process-001"}},
		{"process-002", []string{"go to process-002"}},
		{"rstrt 2", []string{"restart process-002"}}, // only the letters, in that order
		{"tart all", []string{"whole stack: start all", "whole stack: restart all"}},
	} {
		d := drive(t, newFake(many(3)...), 80, 24)
		d.press("j", ":")
		d.write(c.typed)
		var got []string
		for _, f := range d.app.palette.found {
			got = append(got, f.words)
		}
		if len(got) < len(c.want) || !slices.Equal(got[:len(c.want)], c.want) {
			t.Errorf("%q finds %q, want first %q", c.typed, got, c.want)
		}
	}
}

func TestWhatWasTypedIsFoundWhereAWordBegins(t *testing.T) {
	for _, c := range []struct {
		words, text string
		at, place   int
	}{
		{"restart start-1", "start", 8, begins}, {"restart", "start", 2, within}, {"go to Ärger", "är", 6, begins}, {"Ärger", "rg", 2, within}, {"stop", "sp", 0, scattered}, {"", "a", 0, scattered}, {"ab", "abc", 0, scattered},
	} {
		if at, place := locate(c.words, c.text); at != c.at || place != c.place {
			t.Errorf("%q in %q: %d, %d; want %d, %d", c.text, c.words, at, place, c.at, c.place)
		}
	}
}
