package processcontrol

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"tend/internal/logring"
)

// changed is what a process that plays a part is reconfigured to: another
// part, and another way to end it.
func changed(t *testing.T, role string) Spec {
	t.Helper()
	s := spec(t, role)
	s.Name = "somebody else"
	s.Stop = StopSpec{Signal: SIGKILL, Grace: time.Hour}
	return s
}

// isNew fails unless the second generation runs and is what it was
// reconfigured to: it ends by the new signal.
func (w *watched) isNew(t *testing.T) {
	t.Helper()
	s := w.until(t, "the second generation", func(s Snapshot) bool { return s.State == Running })
	if s.Generation != 2 {
		t.Errorf("generation %d", s.Generation)
	}
	w.untilPrinted(t, "new\n")
	w.untilPrinted(t, "up\n")
	if _, err := w.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	w.until(t, "the new grace", func(s Snapshot) bool { return s.Stop.Grace == time.Hour || s.State == Idle })
	if s := w.untilState(t, Idle); s.Exit.Signal != SIGKILL {
		t.Errorf("it ended: %+v", s.Exit)
	}
	if name := w.Spec().Name; name != "ignore" && name != "obey" {
		t.Errorf("it is called %s now", name)
	}
}

func TestReconfiguredWhileRunningTheRunEndsAsItWasLaunched(t *testing.T) {
	c := control(t, spec(t, "obey 3"))
	before := c.up(t)
	c.Reconfigure(changed(t, "say new"))
	if s := c.Snapshot(); s.State != Running || s.PID != before.PID {
		t.Errorf("%+v", s)
	}
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	if s := c.untilState(t, Idle); s.Exit.Code != 3 {
		t.Errorf("it was not asked as it was to be: %+v", s.Exit)
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.isNew(t)
	if runs := c.History(); len(runs) != 2 {
		t.Errorf("the history is %+v", runs)
	}
}

func TestReconfiguredWhileStoppingTheGraceStays(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	c.Reconfigure(changed(t, "say new"))
	c.until(t, "the wait for its end", func(s Snapshot) bool {
		return s.Stop.Phase == Waiting && s.Stop.Grace == time.Minute && s.Stop.Signal == SIGTERM
	})
	if _, err := c.Request(OpKill); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(OpStart); err != nil {
		t.Fatal(err)
	}
	c.isNew(t)
}

func TestReconfiguredWhileAStartIsRememberedItIsOneOfTheNew(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	pid := c.up(t).PID
	if answer, err := c.Request(OpRestart); answer != Queued || err != nil {
		t.Fatal(answer, err)
	}
	c.Reconfigure(changed(t, "say new"))
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	c.isNew(t)
}

func TestReconfiguredOutputGoesOnWithinItsNewLimit(t *testing.T) {
	s := spec(t, "lines 20000")
	s.Log.Buffer = 8 << 20
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
	before := c.Output().Stats()
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for _, limit := range []int64{4 << 20, logring.MinLimit} {
				other := s
				other.Log.Buffer = limit
				c.Reconfigure(other)
			}
		})
	}
	callers.Wait()
	after := c.Output().Stats()
	if after.LinesIn != before.LinesIn || after.LinesKept == 0 || after.BytesDropped == 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.untilState(t, Exited); s.Generation != 2 {
		t.Errorf("%+v", s)
	}
	page := c.Output().Read(0, 2)
	if got := fmt.Sprint(page.Lines[0].Text, page.Lines[1].Text); got != "line 20000exit 0" {
		t.Errorf("the end of the output is %q", got)
	}
}
