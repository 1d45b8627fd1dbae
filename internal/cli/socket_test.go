package cli

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tend/internal/journal"
	"tend/internal/remote/client"
	"tend/manager"
	"tend/processcontrol"
)

// idle is a session without processes, which runs until the test ends.
func idle(t *testing.T, name string) *session {
	t.Helper()
	s := &session{journal: journal.New(journalSize, nil)}
	s.log = slog.New(s.journal.Handler(slog.LevelInfo))
	var err error
	if s.host, err = processcontrol.NewHost(s.log); err != nil {
		t.Fatal(err)
	}
	s.Manager, err = manager.New(&manager.Stack{Name: name}, hostOf{s.host}, manager.Options{Log: s.log})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Run(t.Context()) }()
	t.Cleanup(func() {
		s.Shutdown(true)
		if err := errors.Join(<-ended, s.host.Close()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// shortDir is a folder with a path that leaves room for a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tend-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func TestASocketThatWasRemovedIsMadeAgain(t *testing.T) {
	d := idle(t, "shop").open(shortDir(t), "", "1")
	stack, err := client.Attach(t.Context(), client.New(d.path))
	if err != nil {
		t.Fatal(err)
	}
	d.keep() // nothing is wrong yet
	if err := os.Remove(d.path); err != nil {
		t.Fatal(err)
	}
	c := client.New(d.path)
	defer c.Close()
	if _, err := c.Session(t.Context()); !isNobody(err) {
		t.Errorf("without a socket: %v", err)
	}
	d.keep()
	if self, err := c.Session(t.Context()); err != nil || self.Name != "shop" {
		t.Errorf("%+v, %v", self, err)
	}
	select {
	case <-stack.Over():
		t.Errorf("whoever was there has been sent away: %v", stack.Err())
	default:
	}
	stack.Shutdown(true) // on the connection that it has, or a new one
	<-stack.Over()
	if err := stack.Err(); err != nil {
		t.Error(err)
	}
	stack.Close()
	if err := d.close(); err != nil {
		t.Error(err)
	}
}

func TestSessionsOfOneNameHaveSocketsOfTheirOwn(t *testing.T) {
	dir := shortDir(t)
	for i, want := range []string{"my-shop.sock", "my-shop-b.sock"} {
		d := idle(t, "my shop").open(dir, "", []string{"a", "b"}[i])
		if filepath.Base(d.path) != want {
			t.Errorf("%s, want %s", d.path, want)
		}
		defer func() {
			if err := d.close(); err != nil {
				t.Error(err)
			}
		}()
	}
	found, err := sessions(t.Context(), dir)
	if err != nil || len(found) != 2 {
		t.Errorf("%+v, %v", found, err)
	}
	for _, s := range found {
		s.client.Close()
	}
}

func TestASessionWithoutAPlaceForItsSocketGoesOn(t *testing.T) {
	s := idle(t, "shop")
	d := s.open(filepath.Join(shortDir(t), strings.Repeat("x", 120)), "", "1")
	said := s.journal.Last(1)
	if d.path != "" || len(said) != 1 || !strings.Contains(said[0].Text, "no other terminal can talk to this session") || !strings.Contains(said[0].Text, "at most 103 bytes") {
		t.Errorf("%q, %+v", d.path, said)
	}
	d.keep()
	if err := d.close(); err != nil {
		t.Error(err)
	}
}

func TestASocketIsCalledAfterItsSession(t *testing.T) {
	for _, test := range [][3]string{
		{"shop", "", "shop.sock"},
		{"shop", "1", "shop-1.sock"},
		{"Über mich/../x", "", "-ber-mich-..-x.sock"},
		{"..", "", "session.sock"},
		{"", "7", "session-7.sock"},
		{strings.Repeat("a", 99), "", strings.Repeat("a", 40) + ".sock"},
	} {
		if got := socketName(test[0], test[1]); got != test[2] {
			t.Errorf("%q: %q, want %q", test[0], got, test[2])
		}
	}
}
