package processcontrol

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tend/internal/logfile"
)

// diary is what was logged; it can be waited for.
type diary struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{}
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	d.text.Write(p)
	d.mu.Unlock()
	select {
	case d.written <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}

// until waits for a text.
func (d *diary) until(t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(d.String(), text) {
		select {
		case <-d.written:
		case <-time.After(30 * time.Second):
			t.Fatalf("%q was not said: %s", text, d)
		}
	}
}

// newLoggedHost is a Host of which is known what it logs.
func newLoggedHost(t *testing.T) (*Host, *diary) {
	t.Helper()
	host, said := newTestHost(t), &diary{written: make(chan struct{}, 1)}
	host.log = slog.New(slog.NewTextHandler(said, nil))
	return host, said
}

// A file that cannot be written stops nothing, and is complete once it can.
func TestAFileThatCannotBeMade(t *testing.T) {
	dir := t.TempDir()
	obstacle := filepath.Join(dir, "logs")
	if err := os.WriteFile(obstacle, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	host, said := newLoggedHost(t)
	path := filepath.Join(obstacle, "a.log")
	c := controlOn(t, host, filed(t, "lines 1000", path))
	c.runs(t)
	said.until(t, "cannot write its output to "+path+": cannot make its folder: mkdir "+obstacle+": not a directory; trying again every 5s")
	c.runs(t)
	if err := os.Remove(obstacle); err != nil {
		t.Fatal(err)
	}
	c.closed(t) // is tried again at once
	said.until(t, "its output is written to "+path+" again")
	if n := strings.Count(said.String(), "cannot write"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	holds(t, path, counted(1000)+"-- exit 0 --\n-- run 2 --\n"+counted(1000)+"-- exit 0 --\n")
}

func TestAFileThatIsNeverMade(t *testing.T) {
	dir := t.TempDir()
	host, err := NewHost(slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Skip(err)
	}
	c := controlOn(t, host, filed(t, "lines 2", dir)) // a folder
	c.runs(t)
	c.closed(t)
	if err := host.Close(); err == nil || err.Error() != "the last 3 lines of lines are not in "+dir+": it is a folder: name a file" {
		t.Error(err)
	}
}

// asleep is a disk that does nothing until it is woken.
type asleep struct {
	woken chan struct{}
	text  bytes.Buffer
}

func (a *asleep) Write(p []byte) (int, error) {
	<-a.woken
	return a.text.Write(p)
}

func (*asleep) Close() error { return nil }

// A disk that hangs holds a process up for a moment, not for good; what gets
// lost is counted.
func TestADiskThatHangsDoesNotHoldTheProcess(t *testing.T) {
	host, said := newLoggedHost(t)
	disk := &asleep{woken: make(chan struct{})}
	host.files = logfile.NewOn(func(logfile.Spec) (io.WriteCloser, bool, error) { return disk, false, nil })
	c := controlOn(t, host, filed(t, "lines 400000", "/nowhere"))
	c.runs(t)
	said.until(t, "not waiting for it any more")
	close(disk.woken)
	c.closed(t)
	if err := host.files.Close(); err != nil {
		t.Error(err)
	}
	text := disk.text.String()
	at, lost := strings.Index(text, "-- "), 0
	if _, err := fmt.Sscanf(text[max(at, 0):], "-- %d lines are missing here: the disk was slower than the process --", &lost); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(text, "\n") + lost; got != 400_002 { // two lines are tend's
		t.Errorf("%d lines, of which %d are missing", got, lost)
	}
	if !strings.HasSuffix(text, "line 400000\n-- exit 0 --\n") {
		t.Errorf("it ends in %q", text[len(text)-80:])
	}
}

// A process can be stopped while it waits for the disk, and Close does not wait
// for a disk for ever.
func TestAProcessThatWaitsForTheDiskCanBeStopped(t *testing.T) {
	host, said := newLoggedHost(t)
	disk := &asleep{woken: make(chan struct{})}
	host.files = logfile.NewOn(func(logfile.Spec) (io.WriteCloser, bool, error) { return disk, false, nil })
	c := controlOn(t, host, filed(t, "lines 100000000", "/nowhere"))
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	changed := make(chan struct{}, 1)
	defer c.Output().Watch(changed)()
	for c.Output().Stats().Memory <= leastRing/2 {
		<-changed
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.State != Idle {
		t.Errorf("%+v", s)
	}
	c.closed(t) // though the disk still hangs
	close(disk.woken)
	if err := host.files.Close(); err != nil {
		t.Error(err, said)
	}
	if text := disk.text.String(); !strings.HasSuffix(text, "-- ended by SIGKILL --\n") {
		t.Errorf("it ends in %q", text[len(text)-80:])
	}
}
