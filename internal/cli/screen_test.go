package cli

import (
	"encoding/json"
	"testing"

	"tend/internal/alert"
	"tend/internal/config"
	"tend/internal/keymap"
	"tend/internal/remote/wire"
)

// How a screen is to look is the same once it has been told.
func TestVisitorsLookAsTheSessionSays(t *testing.T) {
	for _, look := range []config.Screen{
		{},
		{Theme: "light", Background: "dark", ASCII: true, Notify: alert.Both, Keys: keymap.Bindings{
			keymap.Restart: {"f5", "ctrl+l"}, keymap.Kill: {},
		}},
	} {
		text, err := json.Marshal(screenOf(look, false))
		if err != nil {
			t.Fatal(err)
		}
		told := &wire.Screen{}
		if err := json.Unmarshal(text, told); err != nil {
			t.Fatal(err)
		}
		if got := lookOf(told); !got.Same(look) {
			t.Errorf("got %+v, want %+v", got, look)
		}
	}
	if got := lookOf(nil); !got.Same(config.Screen{}) {
		t.Errorf("of a session that does not say: %+v", got)
	}
	if !lookOf(screenOf(config.Screen{}, true)).ASCII {
		t.Error("--ascii is lost")
	}
}

// What another version of tend has bound, and this one cannot, is left out.
func TestVisitorsLeaveKeysThatTheyDoNotKnow(t *testing.T) {
	for _, keys := range []map[string][]string{
		{"dance": {"D"}},
		{"restart": {"x"}}, // which stops, by default
	} {
		if got := lookOf(&wire.Screen{Theme: "light", Keys: keys}); len(got.Keys) > 0 || got.Theme != "light" {
			t.Errorf("of %v: %+v", keys, got)
		}
	}
}
