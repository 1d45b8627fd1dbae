//go:build linux

package processcontrol

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"tend/internal/logring"
)

func TestLineOfAMegabyteWithoutAnEndIsCutAndCountedInFull(t *testing.T) {
	s := spec(t, "bytes 1000000 x")
	s.Log.Buffer = 4 << 20
	c := control(t, s)
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
	total, cut := 0, 0
	for _, line := range c.Output().Read(1, 1<<20).Lines {
		if line.Stream == logring.Stdout {
			total += strings.Count(line.Text, "x")
			if strings.HasSuffix(line.Text, logring.CutMark) {
				cut++
			}
		}
	}
	if total != 1_000_000 || cut != 1_000_000/logring.MaxLine {
		t.Errorf("%d bytes, %d lines were cut", total, cut)
	}
}

func TestBinaryOutputIsMadeHarmless(t *testing.T) {
	for _, tty := range []bool{false, true} {
		s := spec(t, "binary")
		s.TTY = tty
		c := control(t, s)
		if _, err := c.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s := c.untilState(t, Exited); !s.Exit.Success() {
			t.Errorf("%+v", s.Exit)
		}
		for _, line := range c.Output().Read(1, 1<<20).Lines {
			for _, r := range line.Text {
				if r < ' ' && r != '\x1b' || r == 0x7f || r == 0x9b {
					t.Fatalf("terminal %t: %q in %q", tty, r, line.Text)
				}
			}
		}
	}
}

func TestWorkingFolderThatVanishesFailsTheNextStartOnly(t *testing.T) {
	s := spec(t, "exit 0")
	dir := s.Dir + "/work"
	s.Dir = dir
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	c := control(t, s)
	start := func() error {
		_, err := c.Start(t.Context())
		return err
	}
	if err := start(); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	if err := start(); err == nil || !strings.Contains(err.Error(), "working folder "+dir+" does not exist") {
		t.Fatal(err)
	}
	c.untilState(t, Failed)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := start(); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
}

// scarceVar tells a test binary which test of scarcity to run, and that it is
// the child in which things are scarce.
const scarceVar = "TEND_TEST_SCARCE"

// scarce runs the calling test again in a process of its own, so that nothing
// else suffers, and reports whether this is that process.
func scarce(t *testing.T, credential *syscall.Credential) bool {
	t.Helper()
	if os.Getenv(scarceVar) != "" {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if credential != nil { // the folders above the test binary may be closed to others
		open, err := os.CreateTemp("", "tend-scarce-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(open.Name())
		binary, err := os.ReadFile(self)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := open.Write(binary); err != nil {
			t.Fatal(err)
		}
		if err := open.Chmod(0o755); err != nil {
			t.Fatal(err)
		}
		if err := open.Close(); err != nil {
			t.Fatal(err)
		}
		self = open.Name()
	}
	cmd := exec.Command(self, "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), scarceVar+"=1", "GORACE=atexit_sleep_ms=0")
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("%v\n%s", err, out)
	}
	return false
}

func TestNoDescriptorsLeftIsSaidAndPasses(t *testing.T) {
	if !scarce(t, nil) {
		return
	}
	c := control(t, spec(t, "exit 0"))
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &unix.Rlimit{Cur: 64, Max: 64}); err != nil {
		t.Fatal(err)
	}
	var hoard []*os.File
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		hoard = append(hoard, f)
	}
	if _, err := c.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "too many open files") {
		t.Error(err)
	}
	c.untilState(t, Failed)
	for _, f := range hoard {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
}

func TestNoProcessesLeftIsSaidAndPasses(t *testing.T) {
	if os.Getuid() != 0 && os.Getenv(scarceVar) == "" {
		t.Skip("needs root, to become somebody whose processes are limited")
	}
	const nobody = 54321 // nobody else's processes count
	if !scarce(t, &syscall.Credential{Uid: nobody, Gid: nobody}) {
		return
	}
	ReserveThreads()
	s := spec(t, "exit 0")
	c := control(t, s)
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NPROC, &before); err != nil {
		t.Fatal(err)
	}
	if err := unix.Setrlimit(unix.RLIMIT_NPROC, &unix.Rlimit{Cur: 1, Max: before.Max}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "no more processes allowed here (see ulimit -u)") {
		t.Error(err)
	}
	c.untilState(t, Failed)
	if err := unix.Setrlimit(unix.RLIMIT_NPROC, &before); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.untilState(t, Exited)
}
