//go:build linux

package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

var (
	soak = flag.Duration("soak", 0, "for how long tend is kept busy to see whether it grows; 0: for a moment, and nothing is said of that")
	seed = flag.Uint64("seed", 0, "what keys are typed in a soak; 0: others each time")
)

// moment is how long a soak lasts that is only to show that nothing breaks.
const moment = 8 * time.Second

// busy is a stack of fifty: those that do nothing, those that print without a
// pause, those that end and are started again, those that do not end when asked,
// and those that start others. Their output has little room, so that what it
// takes does not grow for long.
func busy() scene {
	const rest = "replicas = 10\nlog.buffer = \"64KiB\"\n"
	return scene{top: `reload = "auto"`, processes: []process{
		{name: "quiet", role: "still", more: rest},
		{name: "chatty", more: rest},
		{name: "brief", more: rest + backoff("200ms")},
		{name: "ignores", more: rest},
		{name: "child", more: "replicas = 4\nlog.buffer = \"64KiB\"\n"},
		{name: "session", more: "replicas = 3\nlog.buffer = \"64KiB\"\n"},
		{name: "daemon", more: "replicas = 3\nlog.buffer = \"64KiB\"\ntty = false\n"},
	}}
}

// chat prints lines of all kinds, a hundred in a second.
func chat() {
	for n := 0; ; n++ {
		fmt.Printf("\x1b[3%dmline %d\x1b[0m %s\n", n%8, n, strings.Repeat("x", n%120))
		time.Sleep(10 * time.Millisecond)
	}
}

// beBrief prints some lines and ends, well or not.
func beBrief() {
	for n := range 200 {
		fmt.Printf(`{"level":"info","msg":"line","n":%d}`+"\n", n)
	}
	time.Sleep(rand.N(2 * time.Second))
	os.Exit(rand.N(2))
}

// strokes are what is typed, each as often as it stands here. What would end the
// session, stop it, or show another program is left out.
var strokes = slices.Concat(
	slices.Repeat([]string{"j", "k", "\x1b[A", "\x1b[B"}, 6),         // up and down
	slices.Repeat([]string{"s", "r", "x", "S"}, 4),                   // start, restart, stop, start all
	slices.Repeat([]string{"X", " ", "\t", "\r", "\x1b", "\x1b"}, 2), // kill, mark, panes, back
	slices.Repeat([]string{"/line\r", "n", "N", "&x\r", "&\r"}, 1),   // search and filter
	slices.Repeat([]string{"g", "G", "f", "w", "t", "J", "\x1b[5~", "\x1b[6~", "\x15", "\x04"}, 1),
	[]string{"m", "m", "v\x1b", "L\x1b", "?\x1b", "p", "\x12", "Ry", "\x18yS"}, // merged, selection, messages, help, figures, reload, restart all, stop all
	[]string{"\x1b[<64;80;10M", "\x1b[<65;80;10M", "\x1b[<0;5;5M\x1b[<0;5;5m"}, // mouse
)

// use is what tend takes of the machine.
type use struct {
	rss     float64 // MiB
	threads int
	files   int
}

func (u use) String() string {
	return fmt.Sprintf("%.1f MiB, %d threads, %d descriptors", u.rss, u.threads, u.files)
}

func (s *session) use() (u use) {
	s.t.Helper()
	folder := fmt.Sprintf("/proc/%d/", s.tend.PID)
	status, err := os.ReadFile(folder + "status")
	s.check(err)
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB")) // 0 for what is no number
		switch name {
		case "VmRSS":
			u.rss = float64(n) / 1024
		case "Threads":
			u.threads = n
		}
	}
	files, err := os.ReadDir(folder + "fd")
	s.check(err)
	u.files = len(files)
	return u
}

// drive types keys and changes the size of the terminal for a while, and returns
// what tend used meanwhile, looked at every so often.
func (s *session) drive(random *rand.Rand, long, every time.Duration) (used []use) {
	s.t.Helper()
	keys, look, end := time.NewTicker(50*time.Millisecond), time.NewTicker(every), time.NewTimer(long)
	defer keys.Stop()
	defer look.Stop()
	defer end.Stop()
	for n := 0; ; n++ {
		select {
		case <-keys.C:
			s.Type(strokes[random.IntN(len(strokes))])
			if n%200 == 0 {
				size := &unix.Winsize{Col: uint16(80 + random.IntN(60)), Row: uint16(24 + random.IntN(20))}
				s.check(unix.IoctlSetWinsize(int(s.Side.Fd()), unix.TIOCSWINSZ, size))
			}
		case <-look.C:
			used = append(used, s.use())
			if !there(s.tend.PID) {
				s.t.Fatalf("tend has ended; it said\n%s\n%s", s.said(), s.shown())
			}
		case <-end.C:
			return used
		}
	}
}

// atRest stops all processes, and returns what tend uses then.
func (s *session) atRest() use {
	s.t.Helper()
	s.check(unix.IoctlSetWinsize(int(s.Side.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: 100, Row: 30}))
	n := 0
	s.until("nothing runs", func() bool {
		// Out of whatever the keys have led to; stop all; yes. Again and again, as
		// somebody may just be being started anew.
		if keys := []string{"\x1b", "\x1b", "\x18", "y"}; n%100 < len(keys) {
			s.Type(keys[n%100])
		}
		n++
		return len(s.holders()) == 0
	})
	var u use
	same := 0 // looks in a row: on a busy machine it may be slow at closing what it does not need any more
	s.until("it has come to rest", func() bool {
		before := u
		if u = s.use(); u.files == before.files {
			same++
		} else {
			same = 0
		}
		return same == 20
	})
	return u
}

var goroutine = regexp.MustCompile(`(?m)^goroutine \d+ .*\[`)

// goroutines has tend say what it does, which ends it, and returns how many
// goroutines that were.
func (s *session) goroutines() int {
	s.t.Helper()
	s.signal(syscall.SIGQUIT)
	s.over(crashed)
	files, err := filepath.Glob(filepath.Join(s.runtime, "tend", "*.crash"))
	s.check(err)
	if len(files) != 1 {
		s.t.Fatalf("it has written %q", files)
	}
	text, err := os.ReadFile(files[0])
	s.check(err)
	return len(goroutine.FindAll(text, -1))
}

// TestSoak keeps tend busy. After that it uses what it used before, and nothing
// is left.
func TestSoak(t *testing.T) {
	unmeasured(t)
	from := *seed
	if from == 0 {
		from = rand.Uint64()
	}
	t.Logf("-seed %d", from)
	random := rand.New(rand.NewPCG(from, 0))
	s := busy().begin(t)
	before := s.atRest()
	s.Type("S")
	s.drive(random, moment, time.Second)
	after := s.atRest()
	t.Logf("at rest: %v before, %v after", before, after)
	if after.files != before.files {
		t.Errorf("descriptors are left open: %v", s.openFiles())
	}
	s.Type("S")
	s.until("some run", func() bool { return len(s.holders()) > 10 })
	s.quit(0)
	if *soak > 0 {
		soakFor(t, random, *soak)
	}
}

// openFiles are the descriptors of tend.
func (s *session) openFiles() (all []string) {
	folder := fmt.Sprintf("/proc/%d/fd/", s.tend.PID)
	files, _ := os.ReadDir(folder)
	for _, file := range files {
		target, _ := os.Readlink(folder + file.Name())
		all = append(all, file.Name()+" "+target)
	}
	return all
}

// The differences that a soak allows between the first part and the last. What
// leaks does so with every key and every start of a process, of which there are
// more than ten in a second: ten thousand and more lie between the two.
const (
	// moreMemory, in MiB: the heap is as large as it may become before it is
	// collected, which changes by a few of these with what is on the screen. A
	// leak of half a KiB each time is more.
	moreMemory = 4
	// moreThreads: the Go runtime keeps those that it needed once, and a moment
	// when more processes start at a time than ever before may come late.
	moreThreads = 6
	// moreGoroutines: a timer of the screen may just be running.
	moreGoroutines = 3
)

// soakFor keeps tend busy for long.
func soakFor(t *testing.T, random *rand.Rand, long time.Duration) {
	fresh := busy().begin(t)
	fresh.atRest()
	few := fresh.goroutines()

	s := busy().begin(t)
	before := s.atRest()
	s.Type("S")
	s.drive(random, long/4, long/4) // until its buffers are full
	used := s.drive(random, long-long/4, 2*time.Second)
	after := s.atRest()
	runs := strings.Count(s.said(), "started, pid")
	many := s.goroutines()

	third := len(used) / 3
	parts := [3][]use{used[:third], used[third : 2*third], used[2*third:]}
	var medians [3]use
	for i, part := range parts {
		medians[i] = median(part)
		t.Logf("part %d of 3: %v", i+1, medians[i])
	}
	t.Logf("%v, %d runs of processes; at rest: %v before, %v after; goroutines: %d before, %d after", long, runs, before, after, few, many)
	first, last := medians[0], medians[2]
	if last.rss > first.rss+moreMemory || last.threads > first.threads+moreThreads {
		t.Errorf("it has grown from %v to %v", first, last)
	}
	if after.files != before.files {
		t.Errorf("at rest it had %d descriptors, and now %d", before.files, after.files)
	}
	if many > few+moreGoroutines {
		t.Errorf("at rest a new one has %d goroutines, this one had %d", few, many)
	}
}

// median is that of each figure.
func median(all []use) (m use) {
	if len(all) == 0 {
		return m
	}
	middle := len(all) / 2
	slices.SortFunc(all, func(a, b use) int { return a.files - b.files })
	m.files = all[middle].files
	slices.SortFunc(all, func(a, b use) int { return a.threads - b.threads })
	m.threads = all[middle].threads
	slices.SortFunc(all, func(a, b use) int { return int((a.rss - b.rss) * 1024) })
	m.rss = all[middle].rss
	return m
}
