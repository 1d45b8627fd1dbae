package cli

import (
	"testing"

	"tend/manager"
)

func TestWhatIsReady(t *testing.T) {
	view := func(s manager.Status) *manager.ProcessView { return &manager.ProcessView{Name: s.String(), Status: s} }
	probed := view(manager.Running)
	probed.HasProbe = true
	for _, c := range []struct {
		view *manager.ProcessView
		want standing
	}{
		{view(manager.NotStarted), arrived},
		{view(manager.Ready), arrived},
		{view(manager.Running), arrived},
		{view(manager.Done), arrived},
		{view(manager.Scheduled), arrived},
		{view(manager.Stopped), arrived},
		{probed, onItsWay},
		{view(manager.Starting), onItsWay},
		{view(manager.Waiting), onItsWay},
		{view(manager.BackingOff), onItsWay},
		{view(manager.Stopping), onItsWay},
		{view(manager.Killing), onItsWay},
		{view(manager.Exited), failed},
		{view(manager.Failed), failed},
		{view(manager.GaveUp), failed},
		{view(manager.Stuck), failed},
	} {
		if got := standingOf(c.view); got != c.want {
			t.Errorf("%s: %d, want %d", c.view.Name, got, c.want)
		}
		s := &manager.Snapshot{Processes: []*manager.ProcessView{view(manager.Done), c.view}}
		if allReady(s) != (c.want == arrived) {
			t.Errorf("with %s: ready %v", c.view.Name, allReady(s))
		}
	}
}

func TestWordsOfShells(t *testing.T) {
	for word, want := range map[string]string{
		"shop.toml": "shop.toml", "/a/b-c_d": "/a/b-c_d", "": "''", "my file": "'my file'", "it's": `'it'\''s'`, "$x": "'$x'", "a$b": "'a$b'",
	} {
		if got := shellWord(word); got != want {
			t.Errorf("%q is %s, want %s", word, got, want)
		}
	}
}
