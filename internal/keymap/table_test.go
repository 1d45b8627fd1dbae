package keymap

import (
	"reflect"
	"regexp"
	"slices"
	"testing"
)

func TestEveryActionIsInTheTableOnce(t *testing.T) {
	goodName := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	actions, names, keys := map[Action]string{}, map[string]Action{}, map[string]string{}
	for _, g := range Groups() {
		if len(g.Entries) == 0 && g.Title != Typing {
			t.Errorf("%q is empty", g.Title)
		}
		for _, e := range g.Entries {
			if other := actions[e.Action]; other != "" {
				t.Errorf("%q and %q are the same action", other, e.Name)
			}
			if !goodName.MatchString(e.Name) {
				t.Errorf("%q is no name", e.Name)
			}
			if names[e.Name] != NoAction {
				t.Errorf("two actions are called %q", e.Name)
			}
			if a, ok := Named(e.Name); a != e.Action || !ok {
				t.Errorf("%q is %d, %v, want %d", e.Name, a, ok, e.Action)
			}
			if e.What == "" || len(e.Keys) == 0 {
				t.Errorf("%q has no words or no keys", e.Name)
			}
			for _, key := range e.Keys {
				if k, err := ParseKey(key); k != key || err != nil {
					t.Errorf("%q has the key %q, which is %q, %v", e.Name, key, k, err)
				}
				if keys[key] != "" {
					t.Errorf("%q means %q and %q", key, keys[key], e.Name)
				}
				keys[key] = e.Name
			}
			actions[e.Action], names[e.Name] = e.Name, e.Action
		}
	}
	for a := NoAction + 1; a < ActionCount; a++ {
		if actions[a] == "" {
			t.Errorf("action %d is not in the table", a)
		}
	}
	if len(Names()) != int(ActionCount)-1 {
		t.Errorf("%d names", len(Names()))
	}
	if a, ok := Named(""); ok {
		t.Errorf("action %d has no name", a)
	}
}

func TestBindingsGoOverTheDefaults(t *testing.T) {
	want := Bindings(nil).Keys()
	if e := Entries()[Up]; !slices.Equal(want[Up], e.Keys) || want[NoAction] != nil {
		t.Fatalf("by default, up has %v, nothing %v", want[Up], want[NoAction])
	}
	want[Restart], want[Kill] = []string{"f5", " "}, nil
	got := Bindings{Restart: {"f5", " "}, Kill: nil}.Keys()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever has its default keys given by hand is as it is without.
func TestTheDefaultsAreRight(t *testing.T) {
	var all []Binding
	for a, e := range Entries() {
		if Action(a) == NoAction {
			continue
		}
		all = append(all, Binding{e.Action, e.Keys})
		if problems := Check([]Binding{{e.Action, e.Keys}}); len(problems) > 0 {
			t.Errorf("%s: %v", e.Name, problems)
		}
	}
	if problems := Check(all); len(problems) > 0 {
		t.Error(problems)
	}
}
