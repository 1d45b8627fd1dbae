package cli

import (
	"testing"

	"tend/manager"
	"tend/manager/managertest"
)

func TestWhatIsReady(t *testing.T) {
	probed := managertest.View(manager.Running, func(v *manager.ProcessView) { v.HasProbe, v.Ready = true, false })
	for _, c := range []struct {
		view *manager.ProcessView
		want bool
	}{
		{managertest.View(manager.NotStarted, nil), true},
		{managertest.View(manager.Ready, nil), true},
		{managertest.View(manager.Running, nil), true},
		{managertest.View(manager.Done, nil), true},
		{managertest.View(manager.Scheduled, nil), true},
		{managertest.View(manager.Stopped, nil), true},
		{probed, false},
		{managertest.View(manager.Starting, nil), false},
		{managertest.View(manager.Waiting, nil), false},
		{managertest.View(manager.BackingOff, nil), false},
		{managertest.View(manager.Stopping, nil), false},
		{managertest.View(manager.Killing, nil), false},
		{managertest.View(manager.Exited, nil), false},
		{managertest.View(manager.Failed, nil), false},
		{managertest.View(manager.GaveUp, nil), false},
		{managertest.View(manager.Stuck, nil), false},
	} {
		s := &manager.Snapshot{Processes: []*manager.ProcessView{managertest.View(manager.Done, nil), c.view}}
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
