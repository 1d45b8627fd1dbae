package cli

import (
	"testing"

	"tend/manager"
)

func TestWhatIsReady(t *testing.T) {
	probed := view(manager.Running, func(v *manager.ProcessView) { v.HasProbe, v.Ready = true, false })
	for _, c := range []struct {
		view *manager.ProcessView
		want bool
	}{
		{view(manager.NotStarted, nil), true},
		{view(manager.Ready, nil), true},
		{view(manager.Running, nil), true},
		{view(manager.Done, nil), true},
		{view(manager.Scheduled, nil), true},
		{view(manager.Stopped, nil), true},
		{probed, false},
		{view(manager.Starting, nil), false},
		{view(manager.Waiting, nil), false},
		{view(manager.BackingOff, nil), false},
		{view(manager.Stopping, nil), false},
		{view(manager.Killing, nil), false},
		{view(manager.Exited, nil), false},
		{view(manager.Failed, nil), false},
		{view(manager.GaveUp, nil), false},
		{view(manager.Stuck, nil), false},
	} {
		s := &manager.Snapshot{Processes: []*manager.ProcessView{view(manager.Done, nil), c.view}}
		if allReady(s) != c.want {
			t.Errorf("with %s: ready %v", c.view.Status, allReady(s))
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
