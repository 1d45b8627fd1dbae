package proctable

import (
	"bufio"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// sleeper starts a shell that starts a child, and returns both once both are
// there.
func sleeper(t *testing.T) (shell *exec.Cmd, child int) {
	t.Helper()
	shell = exec.Command("sh", "-c", "sleep 1000 >/dev/null & echo $!; read line")
	stdin, err := shell.StdinPipe() // keeps it reading
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stdin.Close() })
	stdout, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	child, err = strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if self, err := os.FindProcess(child); err == nil {
			_ = self.Kill()
		}
	})
	return shell, child
}

// same compares what is known of a process, its use of the machine left out.
func same(a, b Proc) bool {
	a.CPU, a.RSS, a.ran = b.CPU, b.RSS, b.ran
	return a == b
}

func TestRereadNoticesWhoEndedAndWhoLostItsParent(t *testing.T) {
	killed, orphan := sleeper(t)
	kept, keptChild := sleeper(t)
	first, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	before, ok := first.Find(orphan)
	if !ok || before.PPID != killed.Process.Pid {
		t.Fatalf("the child: %+v, %t", before, ok)
	}

	// Its parent ends, and is not reaped yet: the child itself has not run.
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for { // until it is a zombie
		p, err := ReadOne(killed.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		if p.Zombie {
			break
		}
	}
	second, err := Reread(first)
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := second.Find(killed.Process.Pid); !p.Zombie {
		t.Errorf("it has ended: %+v", p)
	}
	now, err := ReadOne(orphan)
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := second.Find(orphan); !same(p, now) || p.PPID == before.PPID {
		t.Errorf("its parent has ended: %+v, want %+v", p, now)
	}

	_ = killed.Wait() // "killed"
	third, err := Reread(second)
	if err != nil {
		t.Fatal(err)
	}
	if p, ok := third.Find(killed.Process.Pid); ok {
		t.Errorf("it has been reaped: %+v", p)
	}
	for _, pid := range []int{kept.Process.Pid, keptChild} {
		now, err := ReadOne(pid)
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := third.Find(pid); !same(p, now) {
			t.Errorf("nothing happened to it: %+v, want %+v", p, now)
		}
	}
	_ = kept.Process.Kill()
	_ = kept.Wait() // "killed"
}

func TestRereadTakesOverWhoeverSleeps(t *testing.T) {
	shell, child := sleeper(t)
	table, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	if timeRun(child) == 0 {
		t.Skip("no clocks of other processes here")
	}
	// Once it sleeps, its row is the very one of the last table, mark and all.
	for {
		place := -1
		for i := range table.procs {
			if table.procs[i].PID == child {
				place = i
			}
		}
		table.procs[place].RSS = -1
		if table, err = Reread(table); err != nil {
			t.Fatal(err)
		}
		if p, _ := table.Find(child); p.RSS == -1 {
			break
		}
	}
	_ = shell.Process.Kill()
	_ = shell.Wait() // "killed"
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReread(b *testing.B) {
	table, err := Read()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if table, err = Reread(table); err != nil {
			b.Fatal(err)
		}
	}
}
