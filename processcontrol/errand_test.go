package processcontrol

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// errand describes a script that runs as a hook.
func errand(t *testing.T, script string, env ...string) Errand {
	t.Helper()
	s := spec(t, "errand", env...)
	return Errand{
		Process: "api", Name: "hook ready", Command: []string{"sh", "-c", script},
		Dir: s.Dir, Env: s.Env, Timeout: time.Minute,
	}
}

// written waits until the errand has written numbers into a file, and returns
// them.
func written(t *testing.T, file string) (numbers []int) {
	t.Helper()
	for t.Context().Err() == nil {
		text, _ := os.ReadFile(file)
		if !strings.HasSuffix(string(text), "\n") {
			continue
		}
		for field := range strings.FieldsSeq(string(text)) {
			n, err := strconv.Atoi(field)
			if err != nil {
				t.Fatal(err)
			}
			numbers = append(numbers, n)
		}
		return numbers
	}
	t.Fatal("the test is over")
	return nil
}

func TestErrandThatFailsSaysHowAndWhatItSaidLast(t *testing.T) {
	host := newTestHost(t)
	for _, test := range []struct{ script, want string }{
		{"exit 0", ""},
		{"echo fine; read line; test $? = 1", ""}, // its input is empty
		{"exit 3", `hook ready: "exit 3" exited with 3`},
		{"echo no; echo such user >&2; exit 3", `hook ready: "echo no; echo such user >&2; exit 3" exited with 3: such user`},
		{"printf '\\033[31mred\\033[0m 10%%\\rdone\\a\\n\\n  \\n'; exit 1", `: done10%`},
		{"kill -KILL $$", `hook ready: "kill -KILL $$" was ended by SIGKILL`},
		{"i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; printf 'the end'; exit 1", `exited with 1: the end`},
		{"echo $NOTIFY_SOCKET$WATCHDOG_USEC$WATCHDOG_PID.; exit 1", `exited with 1: .`},
	} {
		e := errand(t, test.script, "NOTIFY_SOCKET=/run/x", "WATCHDOG_USEC=1", "WATCHDOG_PID=1")
		err := host.Run(t.Context(), e)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasSuffix(err.Error(), test.want)) {
			t.Errorf("%s: %v; want %q", test.script, err, test.want)
		}
	}
	e := errand(t, "")
	e.Command = []string{"no-such-program"}
	if err := host.Run(t.Context(), e); err == nil ||
		err.Error() != `hook ready: cannot start "no-such-program": program "no-such-program" is not in its PATH` {
		t.Error(err)
	}
}

// stubborn is a script that nothing but SIGKILL ends, nor what it starts: in its
// group, in a session of its own, and as a daemon that nobody knows the parent
// of.
const stubborn = `trap "" TERM
sleep 1000 & one=$!
setsid sh -c 'sleep 1000 & sleep 1000' & two=$!
sh -c 'setsid sh -c "echo \$\$ >daemon; exec sleep 1000" &'
while [ ! -s daemon ]; do sleep 0.01; done
echo $$ $one $two $(cat daemon) >pids
`

func TestErrandIsKilledAsAWhole(t *testing.T) {
	for _, test := range []struct {
		name, script, want string
		change             func(*Errand)
		cancel             bool
	}{
		{"that fails", stubborn + "echo enough; exit 3", "exited with 3: enough", func(*Errand) {}, false},
		{"that ends well", stubborn, "", func(*Errand) {}, false},
		{"that takes too long", stubborn + "echo hanging; wait", "did not end within 1s and was killed: hanging",
			func(e *Errand) { e.Timeout = time.Second }, false},
		{"that nobody wants any more", stubborn + "wait", "was killed: no patience", func(e *Errand) { e.Timeout = 0 }, true},
	} {
		for _, grouped := range []bool{true, false} {
			t.Run(test.name+", control groups "+strconv.FormatBool(grouped), func(t *testing.T) {
				host := newTestHost(t)
				host.groups.broken = !grouped
				e := errand(t, test.script)
				test.change(&e)
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				pids := filepath.Join(e.Dir, "pids")
				ran := make(chan error, 1)
				go func() { ran <- host.Run(ctx, e) }()
				if test.cancel {
					written(t, pids)
					cancel(errors.New("no patience"))
				}
				err := <-ran
				if _, err := os.Stat(pids); err != nil {
					t.Skip("the time was over before it had begun")
				}
				all := written(t, pids)
				if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.HasSuffix(err.Error(), test.want)) {
					t.Errorf("%v; want %q", err, test.want)
				}
				for i, pid := range all {
					if alive(pid) {
						t.Errorf("number %d of %v survived", i, all)
					}
				}
			})
		}
	}
}

func TestClosedHostEndsItsErrandsAndRunsNoMore(t *testing.T) {
	host := newTestHost(t)
	e := errand(t, stubborn+"wait")
	ran := make(chan error, 1)
	go func() { ran <- host.Run(t.Context(), e) }()
	all := written(t, filepath.Join(e.Dir, "pids"))
	if err := host.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ran; !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	for _, pid := range all {
		if alive(pid) {
			t.Errorf("one of %v survived", all)
		}
	}
	if err := host.Run(t.Context(), e); !errors.Is(err, ErrClosed) {
		t.Error("after close:", err)
	}
}

func TestErrandThatIsNotWantedAnyMoreIsNotStarted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := errand(t, "echo 1 >pids")
	if err := newTestHost(t).Run(ctx, e); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(e.Dir, "pids")); err == nil {
		t.Error("it ran")
	}
}

func TestOneLine(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 5, ""},
		{"plain", 5, "plain"},
		{"longer", 5, "long…"},
		{" a\tb\n\nc \x00\x07d ", 20, "a b c d"},
		{"\x1b[1;31mred\x1b[0m and \x1b]8;;http://x\x07link\x1b]8;;\x07", 20, "red and link"},
		{"größe\xff日本\u202e", 20, "größe\ufffd日本"},
		{strings.Repeat("\x1b[31mx", 1000), 3, "xx…"},
	} {
		if got := oneLine(test.text, test.most); got != test.want {
			t.Errorf("%q: %q, want %q", test.text, got, test.want)
		}
	}
}

func TestTitleOfACommandIsWhatAPersonCallsIt(t *testing.T) {
	for _, test := range []struct {
		command []string
		want    string
	}{
		{nil, ""},
		{[]string{"notify.sh"}, "notify.sh"},
		{[]string{"./migrate", "up"}, "./migrate"},
		{[]string{"sh", "-c", "notify.sh\n--user x"}, "notify.sh --user x"},
		{[]string{"bash", "-e", "-lc", "pg_isready"}, "pg_isready"},
	} {
		if got := titleOf(test.command); got != test.want {
			t.Errorf("%q: %q, want %q", test.command, got, test.want)
		}
	}
}

func TestTailKeepsTheEnd(t *testing.T) {
	var whole []byte
	var kept tail
	for i := range 3000 {
		piece := []byte(strings.Repeat(strconv.Itoa(i), 1+i%7))
		if i == 1500 {
			piece = []byte(strings.Repeat("long", 2000))
		}
		whole = append(whole, piece...)
		kept.add(piece)
		if want := whole[max(0, len(whole)-tailSize):]; string(kept.text) != string(want) {
			t.Fatalf("after piece %d: %q, want %q", i, kept.text, want)
		}
	}
	if cap(kept.text) > 2*tailSize {
		t.Errorf("it takes %d bytes", cap(kept.text))
	}
}
