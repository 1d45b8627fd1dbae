package processcontrol

import (
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tend/internal/proctable"
)

// speaker describes a process that says itself when it is ready.
func speaker(t *testing.T, role string, env ...string) Spec {
	t.Helper()
	s := spec(t, role, env...)
	s.Ready = &Probe{Notify: true}
	return s
}

// speaks makes the "speak" part say the n-th thing.
func (w *watched) speaks(t *testing.T, n int) {
	t.Helper()
	if err := syscall.Kill(w.Snapshot().PID, syscall.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	w.untilPrinted(t, "said "+strconv.Itoa(n)+"\n")
}

// socket returns the name of the socket that the process has been given.
func (w *watched) socket(t *testing.T) string {
	t.Helper()
	entry, _ := proctable.EnvironEntry(w.Snapshot().PID, notifyVar+"=")
	if entry == "" {
		t.Fatal("it has none")
	}
	return strings.TrimPrefix(entry, notifyVar+"=")
}

// untilSaid waits until what the process says of itself is shown. All that was
// sent before has been taken in by then.
func (w *watched) untilSaid(t *testing.T, text string) Snapshot {
	t.Helper()
	return w.until(t, text, func(s Snapshot) bool { return s.Says == text })
}

func TestProcessIsReadyOnceItSaysSo(t *testing.T) {
	c := control(t, speaker(t, "speak STATUS=loading READY=1%0ASTATUS=at+work READY=1%0ASTATUS=still+at+work"))
	for generation := uint64(1); generation <= 2; generation++ {
		c.up(t)
		if s := c.untilSaid(t, "loading"); s.Ready || s.Generation != generation {
			t.Errorf("%+v", s)
		}
		c.speaks(t, 1)
		c.untilSaid(t, "at work")
		c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
		c.speaks(t, 2) // again: nothing happens
		if s := c.untilSaid(t, "still at work"); !s.Ready {
			t.Errorf("%+v", s)
		}
		socket := c.socket(t)
		if err := c.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := c.Snapshot(); s.Ready || s.Says != "" {
			t.Errorf("after the end: %+v", s)
		}
		if _, err := os.Stat(socket); err == nil {
			t.Error("its socket is left")
		}
	}
}

func TestSocketsAreInAFolderThatOthersCannotEnter(t *testing.T) {
	c := control(t, speaker(t, "speak READY=1"))
	c.up(t)
	folder := filepath.Dir(c.socket(t))
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
	if err := c.host.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder is left")
	}
}

func TestFolderOfSocketsIsNotTooFarDown(t *testing.T) {
	deep, near := filepath.Join(t.TempDir(), strings.Repeat("x", 100)), "/tmp"
	folder, err := makeShortFolder(deep, near)
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(folder)
	if filepath.Dir(folder) != near {
		t.Error(folder)
	}
	if _, err := makeShortFolder(deep, deep); err == nil || !strings.Contains(err.Error(), "is too long for that") {
		t.Error(err)
	}
}

func TestProcessDoesNotSpeakToWhoManagesTend(t *testing.T) {
	foreign := []string{"NOTIFY_SOCKET=/run/other", "WATCHDOG_USEC=5", "WATCHDOG_PID=1"}
	s := spec(t, "wait", foreign...)
	c := control(t, s)
	c.up(t)
	for _, name := range []string{notifyVar, watchdogVar, watchdogPIDVar} {
		if entry, _ := proctable.EnvironEntry(c.Snapshot().PID, name+"="); entry != "" {
			t.Errorf("it was given %s", entry)
		}
	}
	s = speaker(t, "speak READY=1", foreign...)
	s.Watchdog = time.Hour
	c = control(t, s)
	c.up(t)
	c.untilPrinted(t, `usec "3600000000" pid ""`)
}

func TestDescendantsMaySpeakForTheProcess(t *testing.T) {
	for _, role := range []string{
		"leave wait tell READY=1", // has ended by the time it is heard, or not
		"leave-session wait speak READY=1",
		"daemonise wait speak READY=1",
	} {
		t.Run(role, func(t *testing.T) {
			c := control(t, speaker(t, role))
			if _, err := c.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
		})
	}
}

func TestSystemdNotify(t *testing.T) {
	if _, err := exec.LookPath("systemd-notify"); err != nil {
		t.Skip(err)
	}
	s := speaker(t, "wait")
	s.Command = []string{"sh", "-c", `systemd-notify --ready --status="ready to serve" && echo up; exec sleep 1000`}
	c := control(t, s)
	c.up(t)
	c.untilSaid(t, "ready to serve")
	c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
}

func TestNoProcessSpeaksForAnother(t *testing.T) {
	host := newTestHost(t)
	var logged lockedBuffer
	host.log = slog.New(slog.NewTextHandler(&logged, nil))
	victim := controlOn(t, host, speaker(t, "speak STATUS=loading STATUS=done"))
	victim.up(t)
	for _, role := range []string{"lie ", "leave wait lie ", "daemonise wait lie "} {
		liar := controlOn(t, host, spec(t, role+victim.socket(t)+" READY=1%0ASTATUS=lies READY=1"))
		liar.up(t)
		if err := send(victim.socket(t), "STATUS=heard "+url.QueryEscape(role)); err != nil {
			t.Fatal(err)
		}
		victim.untilSaid(t, "heard "+url.QueryEscape(role)) // and what was sent before
		if err := liar.Kill(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	victim.speaks(t, 1)
	if s := victim.untilSaid(t, "done"); s.Ready {
		t.Errorf("%+v", s)
	}
	if n := strings.Count(logged.String(), "ignored a notification from a process that is none of its own"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
}

func TestNonsenseDoesNotHurt(t *testing.T) {
	c := control(t, speaker(t, "speak STATUS=loading"))
	c.up(t)
	socket := c.socket(t)
	for _, message := range []string{
		"", "\x00", "READY", "=", strings.Repeat("READY=1\n", 1000), // too long
		"STATUS=" + strings.Repeat("x", maxLetter), "STATUS=" + strings.Repeat("\x1b[31m\xff", 500), "\n\n\n",
	} {
		if err := send(socket, message); err != nil {
			t.Fatalf("%.20q: %v", message, err)
		}
	}
	if err := send(socket, "STATUS=end"); err != nil {
		t.Fatal(err)
	}
	if s := c.untilSaid(t, "end"); s.Ready || s.State != Running {
		t.Errorf("%+v", s)
	}
	if err := send(socket, strings.Repeat("\n", maxLetter-len("READY=1"))+"READY=1"); err != nil { // not too long
		t.Fatal(err)
	}
	c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
}

// A descriptor that is handed over is closed at once: sd_notify_barrier(3)
// waits for that.
func TestDescriptorsAreNotKept(t *testing.T) {
	c := control(t, speaker(t, "speak STATUS=loading"))
	c.up(t)
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	ours, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	rights := unix.UnixRights(int(theirs.Fd()), int(theirs.Fd()))
	if err := unix.Sendmsg(fd, []byte("BARRIER=1"), rights, &unix.SockaddrUnix{Name: c.socket(t)}, 0); err != nil {
		t.Fatal(err)
	}
	if err := theirs.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := ours.Read(make([]byte, 1)); n != 0 || err == nil { // returns once nobody has it
		t.Error(n, err)
	}
	if err := send(c.socket(t), "READY=1"); err != nil {
		t.Fatal(err)
	}
	c.until(t, "ready", func(s Snapshot) bool { return s.Ready })
}

func TestLastWordsAreShownWhileItStops(t *testing.T) {
	c := control(t, speaker(t, "farewell STOPPING=1%0ASTATUS=closing+3+connections"))
	c.up(t)
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	if s := c.untilSaid(t, "closing 3 connections"); s.State != Stopping {
		t.Errorf("%+v", s)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := c.Snapshot(); s.Says != "" {
		t.Errorf("%+v", s)
	}
}

func TestProcessThatCannotBeStartedLeavesNoSocket(t *testing.T) {
	s := speaker(t, "wait")
	s.Command = []string{"/nowhere/program"}
	c := control(t, s)
	for range 3 {
		if _, err := c.Start(t.Context()); err == nil {
			t.Fatal("it was started")
		}
		c.untilState(t, Failed)
	}
	folder, err := c.host.sockets.dir()
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}
