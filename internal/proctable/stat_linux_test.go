package proctable

import (
	"testing"
	"time"
)

const stat = "42 (a) b (c)) S 1 40 39 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 3 0 777 1000 25 18446744073709551615 1 1 0"

func TestParseStat(t *testing.T) {
	got, err := parseStat([]byte(stat), 4096)
	want := Proc{PID: 42, PPID: 1, PGID: 40, SID: 39, Start: 777, CPU: 2 * time.Second, RSS: 25 * 4096}
	if err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	for state, zombie := range map[string]bool{
		"42 (x) Z 1 40 39 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 1 0 777 1000 25": true,
		"42 (x) Z 1 40 39 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 3 0 777 1000 25": false, // other threads go on
		"42 (x) R 1 40 39 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 1 0 777 1000 25": false,
	} {
		if p, err := parseStat([]byte(state), 4096); err != nil || p.Zombie != zombie {
			t.Errorf("%s: zombie %t, %v", state, p.Zombie, err)
		}
	}
}

func TestProcessThatIsReapedWhileItIsReadIsGone(t *testing.T) {
	line := "42 (x) X 0 -1 -1 0 -1 4194304 1 2 3 4 150 50 0 0 20 0 0 0 777 0 0"
	if p, err := parseStat([]byte(line), 4096); err != ErrGone {
		t.Errorf("%+v, %v", p, err)
	}
}

func FuzzParseStat(f *testing.F) {
	f.Add(stat)
	for _, bad := range []string{"", "1", "1 (", "1 ()", ") 1 (", "x (y) S 1", "1 (y) S 1 2 3 4 5 6 7 8 9 a b c"} {
		f.Add(bad)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := parseStat([]byte(line), 4096)
		if err == nil && len(line) < 10 {
			t.Errorf("%q was read as %+v", line, p)
		}
	})
}
