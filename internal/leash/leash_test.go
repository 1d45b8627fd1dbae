//go:build linux || darwin

package leash

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tend/internal/proctable"
)

// roleVar makes this test binary something else: "helper", or "tend MARK".
const roleVar = "TEND_LEASH_TEST"

func TestMain(m *testing.M) {
	switch role, argument, _ := strings.Cut(os.Getenv(roleVar), " "); role {
	case "":
		goleak.VerifyTestMain(m)
	case "helper":
		if err := Run(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "tend":
		playTend(argument)
	}
}

func runHelper() *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"=helper")
	return cmd
}

// leavers are processes that do not want to be found, or to end.
var leavers = []string{
	"exec sleep 1000",
	"trap '' TERM INT HUP; sleep 1000 & wait; wait",
	"setsid sleep 1000 & exec sleep 1000",
	"(setsid sh -c 'trap \"\" TERM; sleep 1000' &) & exec sleep 1000",
	"(setsid sleep 1000 &) & exit 0",
	"sleep 1000 & exec env -i sleep 1000",
}

// playTend does what tend does: it holds a leash, starts processes, says which
// helpers there are, and carries out what it reads: "kill leash", "goodbye".
func playTend(mark string) {
	l := Hold(slog.New(slog.NewTextHandler(os.Stderr, nil)), Session{Mark: mark}, nil, runHelper)
	for _, script := range leavers {
		cmd := exec.Command("sh", "-c", script)
		cmd.Env = append(os.Environ(), mark+"1")
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := cmd.Start(); err != nil {
			panic(err)
		}
		l.Born(Leader{Process: identify(cmd.Process.Pid)})
	}
	short := exec.Command("true")
	if err := short.Start(); err != nil {
		panic(err)
	}
	id := identify(short.Process.Pid)
	l.Born(Leader{Process: id})
	_ = short.Wait()
	l.Gone(id)
	lines := bufio.NewScanner(os.Stdin)
	for {
		helpers := l.Helpers()
		for len(helpers) < 2 {
			time.Sleep(time.Millisecond)
			helpers = l.Helpers()
		}
		fmt.Println("helpers", helpers[0].PID, helpers[1].PID)
		if !lines.Scan() || lines.Text() == "goodbye" {
			l.Close()
			fmt.Println("closed")
			return
		}
	}
}

// double is a process that stands in for tend.
type double struct {
	t       *testing.T
	mark    string
	cmd     *exec.Cmd
	stdin   io.WriteCloser
	stdout  *bufio.Scanner
	stderr  bytes.Buffer
	silence sync.WaitGroup // until nobody has its stderr any more: it and its helpers
	helpers [2]int
	leaders []int // those of what it has started: of their sessions everything is its
}

func startDouble(t *testing.T) *double {
	t.Helper()
	for _, tool := range []string{"sh", "setsid", "env", "sleep"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	d := &double{t: t, mark: fmt.Sprintf("TEND_COOKIE=%d-%d:", os.Getpid(), time.Now().UnixNano())}
	d.cmd = exec.Command(os.Args[0])
	d.cmd.Env = append(os.Environ(), roleVar+"=tend "+d.mark)
	var err error
	if d.stdin, err = d.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	d.stdout = bufio.NewScanner(stdout)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	d.cmd.Stderr = write
	if err := d.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	d.silence.Go(func() {
		_, _ = io.Copy(&d.stderr, read)
		_ = read.Close()
	})
	t.Cleanup(func() {
		for _, p := range d.left() {
			t.Errorf("left behind: %+v %q", p, proctable.Command(p.PID))
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
		if t.Failed() {
			t.Log(d.stderr.String())
		}
	})
	d.hear()
	for _, p := range d.table().All() {
		if p.PPID == d.cmd.Process.Pid && p.SID == p.PID && !slices.Contains(d.helpers[:], p.PID) {
			d.leaders = append(d.leaders, p.PID)
		}
	}
	return d
}

func (d *double) table() *proctable.Table {
	d.t.Helper()
	table, err := proctable.Read()
	if err != nil {
		d.t.Fatal(err)
	}
	return table
}

// hear waits until the double says which helpers it has.
func (d *double) hear() {
	d.t.Helper()
	if !d.stdout.Scan() {
		d.t.Fatal("tend's double has ended")
	}
	if _, err := fmt.Sscanf(d.stdout.Text(), "helpers %d %d", &d.helpers[0], &d.helpers[1]); err != nil {
		d.t.Fatalf("%q: %v", d.stdout.Text(), err)
	}
}

// left is what the double has started and is still there.
func (d *double) left() (left []proctable.Proc) {
	for _, p := range d.table().All() {
		entry, _ := proctable.EnvironEntry(p.PID, d.mark)
		if (entry != "" || slices.Contains(d.leaders, p.SID)) && !p.Zombie {
			left = append(left, p)
		}
	}
	return left
}

// dies waits until it and its helpers have ended, and wants nothing left.
func (d *double) dies() {
	d.t.Helper()
	_ = d.cmd.Wait() // "killed", sometimes
	d.silence.Wait()
	if left := d.left(); len(left) > 0 {
		d.t.Errorf("left behind: %+v", left)
	}
}

func kill(t *testing.T, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Error(err)
		}
	}
}

func TestWhenTendIsKilledEverythingEnds(t *testing.T) {
	d := startDouble(t)
	kill(t, d.cmd.Process.Pid)
	d.dies()
	if said := d.stderr.String(); !strings.Contains(said, "tend was killed: what it had left running has been ended: ") || !strings.Contains(said, "by force") {
		t.Errorf("it said %q", said)
	}
}

func TestWhenTendAndItsLeashAreKilledTheSpareActs(t *testing.T) {
	d := startDouble(t)
	kill(t, d.helpers[0], d.cmd.Process.Pid)
	d.dies()
	if said := d.stderr.String(); !strings.Contains(said, "tend was killed: what it had left running has been ended: ") {
		t.Errorf("it said %q", said)
	}
}

func TestWhenTendAndItsSpareAreKilledTheLeashActs(t *testing.T) {
	d := startDouble(t)
	kill(t, d.helpers[1], d.cmd.Process.Pid)
	d.dies()
}

func TestGoodbyeLeavesProcessesAlone(t *testing.T) {
	d := startDouble(t)
	before := len(d.left())
	if _, err := io.WriteString(d.stdin, "goodbye\n"); err != nil {
		t.Fatal(err)
	}
	if !d.stdout.Scan() || d.stdout.Text() != "closed" {
		t.Fatalf("it said %q", d.stdout.Text())
	}
	_ = d.cmd.Wait()
	d.silence.Wait()
	if left := d.left(); len(left) < before || before == 0 { // some were still being started
		t.Errorf("%d processes are left of %d", len(left), before)
	}
	for len(d.left()) > 0 {
		for _, p := range d.left() {
			_ = syscall.Kill(p.PID, syscall.SIGKILL)
		}
	}
}

func TestStrangerWithTheNumberOfALeaderIsLeftAlone(t *testing.T) {
	stranger := exec.Command("sleep", "1000")
	stranger.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = stranger.Process.Kill()
		_ = stranger.Wait()
	}()
	id := identify(stranger.Process.Pid)
	other := Process{id.PID, id.Start - 1}
	k := known{session: Session{Mark: "TEND_COOKIE=nobody" + strconv.Itoa(os.Getpid())}, leaders: map[Process]Leader{other: {Process: other}}}
	if left, _, err := k.find(); err != nil || len(left) > 0 {
		t.Errorf("%+v, %v", left, err)
	}
	k.leaders = map[Process]Leader{id: {Process: id, Signal: int(syscall.SIGINT)}}
	left, _, err := k.find()
	if err != nil || len(left) != 1 || left[0].PID != id.PID {
		t.Fatalf("%+v, %v", left, err)
	}
	if got := k.signalOf(left[0]); got != syscall.SIGINT {
		t.Errorf("it is asked by %v", got)
	}
}

// TestWhoLeadsNothingIsFound has a daemon as one who forked twice leaves it: in
// the group of somebody else, and with an environment that says nothing.
func TestWhoLeadsNothingIsFound(t *testing.T) {
	daemon := exec.Command("sleep", "1000")
	daemon.Env = []string{}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	}()
	id := identify(daemon.Process.Pid)
	k := known{session: Session{Mark: "TEND_COOKIE=nobody" + strconv.Itoa(os.Getpid())}, leaders: map[Process]Leader{id: {Process: id}}}
	if left, _, err := k.find(); err != nil || len(left) != 1 || left[0].PID != id.PID {
		t.Errorf("%+v, %v", left, err)
	}
}

func TestListenKnowsWhatWasSaid(t *testing.T) {
	const said = `{"session":{"mark":"M="}}{"born":{"pid":1,"start":2}}
{"born":{"pid":3,"start":4,"signal":2}}{"gone":{"pid":1,"start":2}}{"leash":{"pid":9,"start":9}}`
	for text, want := range map[string]bool{said: false, said + `{"goodbye":true}`: true, said + `{"good`: false} {
		k, goodbye := listen(strings.NewReader(text))
		if goodbye != want || k.session.Mark != "M=" || len(k.leaders) != 1 || k.leaders[Process{3, 4}].Signal != 2 || *k.leash != (Process{9, 9}) {
			t.Errorf("%q: %+v, %t", text, k, goodbye)
		}
	}
}
