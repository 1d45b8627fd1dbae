package config

import (
	"reflect"
	"testing"

	"tend/internal/keymap"
)

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       keymap.Bindings
	}{
		{"none", "", nil},
		{"an empty table", "[keys]", keymap.Bindings{}},
		{"one, several, none", "[keys]\nrestart = 'ctrl+r'\nreload = ['f5', 'ctrl+l']\nkill = []\nmark = 'alt+space'",
			keymap.Bindings{keymap.Restart: {"ctrl+r"}, keymap.Reload: {"f5", "ctrl+l"}, keymap.Kill: nil, keymap.Mark: {"alt+ "}}},
	} {
		if got := parse(t, api+c.text, t.TempDir()).Screen.Keys; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestScreensThatAreTheSame(t *testing.T) {
	screen := func(text string) Screen { return parse(t, api+text, t.TempDir()).Screen }
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"", "[keys]", true},
		{"", "[ui]\ntheme = 'tend'", true},
		{"[keys]\nkill = []", "[keys]\nkill = []", true},
		{"", "[keys]\nkill = []", false},
		{"[keys]\nkill = 'f5'", "[keys]\nkill = 'f6'", false},
		{"", "[ui]\ntheme = 'nord'", false},
		{"", "[ui]\nbackground = 'dark'", false},
		{"", "[ui]\nascii = true", false},
	} {
		if same := screen(c.a).Same(screen(c.b)); same != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, same)
		}
	}
}

// Of several files, the later goes over the earlier action by action; what is
// wrong only then, is said of the file that has the key.
func TestKeysOfSeveralFiles(t *testing.T) {
	t.Chdir(files(t, map[string]string{
		"tend.toml":  api + "[keys]\nrestart = ['ctrl+r', 'f5']\nreload = 'f6'\nquit = 'Z'\n",
		"b.toml":     "[keys]\nrestart = 'ctrl+r'\nkill = 'f5'\n",
		"wrong.toml": "[keys]\nreload = 'f5'\n",
	}))
	cfg, err := Load([]string{"tend.toml", "b.toml"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := keymap.Bindings{keymap.Restart: {"ctrl+r"}, keymap.Reload: {"f6"}, keymap.Quit: {"Z"}, keymap.Kill: {"f5"}}
	if !reflect.DeepEqual(cfg.Screen.Keys, want) {
		t.Errorf("got %v, want %v", cfg.Screen.Keys, want)
	}
	_, err = Load([]string{"tend.toml", "wrong.toml"}, Options{})
	if want := "wrong.toml:2: keys.reload: f5 is bound to restart as well: a key can ask for one thing"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
