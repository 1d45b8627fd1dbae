//go:build linux

package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is tend in a terminal that takes everything at once.
type terminal struct {
	b   *testing.B
	cmd *exec.Cmd
	pty *os.File

	mu      sync.Mutex
	seen    []byte // since the last key
	bytes   int64
	arrived chan struct{} // one slot: there is more in seen
	done    chan struct{}
}

// open runs tend on a configuration.
func open(b *testing.B, config string) *terminal {
	b.Helper()
	file := filepath.Join(b.TempDir(), "tend.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		b.Fatal(err)
	}
	term := &terminal{
		b: b, cmd: exec.Command(binary, "-c", file), arrived: make(chan struct{}, 1), done: make(chan struct{}),
	}
	term.cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	var err error
	if term.pty, err = pty.StartWithSize(term.cmd, &pty.Winsize{Rows: 30, Cols: 110}); err != nil {
		b.Fatal(err)
	}
	go term.read()
	return term
}

// What tend asks a terminal, and what one says: its background, and where the
// cursor is.
var (
	questions = regexp.MustCompile("\x1b\\]11;\\?|\x1b\\[6n")
	answers   = map[string]string{"\x1b]11;?": "\x1b]11;rgb:1616/1616/1e1e\x1b\\", "\x1b[6n": "\x1b[1;1R"}
)

// read takes what tend draws, and answers what it asks, as a terminal does.
func (t *terminal) read() {
	defer close(t.done)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.pty.Read(buf)
		if err != nil {
			return // tend has ended
		}
		chunk := string(buf[:n])
		for _, question := range questions.FindAllString(chunk, -1) {
			_, _ = t.pty.WriteString(answers[question])
		}
		t.mu.Lock()
		t.seen = append(t.seen, chunk...)
		t.bytes += int64(n)
		if len(t.seen) > 1<<20 {
			t.seen = t.seen[len(t.seen)-1<<19:]
		}
		t.mu.Unlock()
		select {
		case t.arrived <- struct{}{}:
		default:
		}
	}
}

var sequences = regexp.MustCompile("\x1b(\\[[0-9;?]*[a-zA-Z]|\\][^\x07\x1b]*(\x07|\x1b\\\\)|[()][0-9A-B])")

// until waits until tend has drawn the text since the last key, and returns how
// long that took.
func (t *terminal) until(text string) time.Duration {
	t.b.Helper()
	began := time.Now()
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	for {
		t.mu.Lock()
		seen := sequences.ReplaceAllString(string(t.seen), "")
		t.mu.Unlock()
		if strings.Contains(seen, text) {
			return time.Since(began)
		}
		select {
		case <-t.arrived:
		case <-t.done:
			t.b.Fatalf("tend ended, and never drew %q:\n%s", text, seen)
		case <-patience.C:
			t.b.Fatalf("tend never drew %q:\n%s", text, seen)
		}
	}
}

// press types a key, and returns how long it took until tend had drawn a text.
func (t *terminal) press(key, text string) time.Duration {
	t.b.Helper()
	t.mu.Lock()
	t.seen = nil
	t.mu.Unlock()
	if _, err := t.pty.WriteString(key); err != nil {
		t.b.Fatal(err)
	}
	return t.until(text)
}

// drawn returns how many bytes tend has written so far.
func (t *terminal) drawn() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bytes
}

// quit ends tend by force, and waits for that.
func (t *terminal) quit() {
	_, _ = t.pty.WriteString("\x03\x03")
	time.Sleep(400 * time.Millisecond) // a second ctrl+c counts after a while only
	_, _ = t.pty.WriteString("\x03")
	<-t.done
	_ = t.cmd.Wait()
	_ = t.pty.Close()
}

// use is what tend itself has used so far: seconds of CPU, and at most MiB of
// memory.
func (t *terminal) use() (cpu, peak float64) {
	t.b.Helper()
	process := fmt.Sprintf("/proc/%d/", t.cmd.Process.Pid)
	stat, err := os.ReadFile(process + "stat")
	if err != nil {
		t.b.Fatal(err)
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, ticks := range fields[11:13] { // utime and stime, see proc_pid_stat(5)
		n, err := strconv.ParseFloat(ticks, 64)
		if err != nil {
			t.b.Fatal(err)
		}
		cpu += n / 100
	}
	return cpu, t.memory("VmHWM")
}

// memory returns a size from /proc/PID/status, in MiB.
func (t *terminal) memory(name string) float64 {
	t.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", t.cmd.Process.Pid))
	if err != nil {
		t.b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			if err != nil {
				t.b.Fatal(err)
			}
			return n / 1024
		}
	}
	t.b.Fatalf("no %s in the status", name)
	return 0
}
