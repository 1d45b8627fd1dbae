package journal

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
)

func texts(entries []Entry) []string {
	var out []string
	for _, e := range entries {
		out = append(out, e.Text)
	}
	return out
}

func TestKeepsTheNewestInOrder(t *testing.T) {
	j := New(3, nil)
	log := slog.New(j.Handler(slog.LevelInfo))
	if got := j.Last(10); len(got) != 0 {
		t.Fatalf("an empty journal holds %v", got)
	}
	for i := range 5 {
		log.Info(fmt.Sprint(i))
	}
	if got := fmt.Sprint(texts(j.Last(10))); got != "[2 3 4]" {
		t.Errorf("the last ten: %s", got)
	}
	last := j.Last(2)
	if got := fmt.Sprint(texts(last)); got != "[3 4]" || last[1].Number != 5 {
		t.Errorf("the last two: %s, number %d", got, last[1].Number)
	}
}

func TestEntryHoldsProcessRunAndTheRestAsText(t *testing.T) {
	j := New(1, nil)
	log := slog.New(j.Handler(slog.LevelInfo)).With(ProcessKey, "api")
	log.Debug("too fine")
	log.WithGroup("g").Warn("did not end", slog.Any("err", errors.New("no luck")), "grace", "5s")
	e := j.Last(1)[0]
	if e.Process != "api" || e.Level != slog.LevelWarn || e.Text != "did not end g.err=no luck g.grace=5s" {
		t.Errorf("%+v", e)
	}
	log.Error("cannot start", RunKey, uint64(7), "err", errors.New("no luck"))
	if e = j.Last(1)[0]; e.Run != 7 || e.Text != "cannot start: no luck" || e.Number != 2 || e.Time.IsZero() {
		t.Errorf("%+v", e)
	}
}

func TestWatcherHearsEachEntryOnce(t *testing.T) {
	var mu sync.Mutex
	heard := make(map[int64]int)
	j := New(4, func(e Entry) {
		mu.Lock()
		defer mu.Unlock()
		heard[e.Number]++
	})
	log := slog.New(j.Handler(slog.LevelInfo))
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 100 {
				log.Info("x")
				j.Last(2)
			}
		})
	}
	writers.Wait()
	for n := int64(1); n <= 800; n++ {
		if heard[n] != 1 {
			t.Fatalf("entry %d was heard %d times", n, heard[n])
		}
	}
}
