package logfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/logring"
)

// A full disk: said once, tried again, and gone on with where it stopped, in
// the middle of a line.
func TestAFullDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.print("%s", numbers(0, 10))
		synctest.Wait()
		r.disk.becomes(syscall.ENOSPC, 17, nil)
		r.print("%s", numbers(10, 20))
		synctest.Wait()
		tries, _ := r.disk.counts()
		for n := 20; n < 30; n++ { // nothing is tried for what arrives
			r.print("%s", numbers(n, n+1))
			synctest.Wait()
		}
		if now, _ := r.disk.counts(); now != tries {
			t.Errorf("it was tried %d times more", now-tries)
		}
		time.Sleep(3*retryAfter + retryAfter/2)
		synctest.Wait()
		if now, _ := r.disk.counts(); now != tries+3 {
			t.Errorf("it was tried %d times, want 3", now-tries)
		}
		r.disk.becomes(nil, 0, nil)
		time.Sleep(retryAfter)
		synctest.Wait()
		same(t, r.disk.String(), numbers(0, 30))
		got := strings.Join(r.said.lines(), "\n")
		want := `level=ERROR msg="cannot write its output to /logs/api.log: no space left on device; trying again every 5s, the output on the screen is complete"` +
			"\n" + `level=INFO msg="its output is written to /logs/api.log again"`
		if got != want {
			t.Errorf("said:\n%s\nwant:\n%s", got, want)
		}
		_, writes := r.disk.counts()
		time.Sleep(time.Hour) // nothing wakes up any more
		synctest.Wait()
		r.close(t, "")
		if _, now := r.disk.counts(); now != writes {
			t.Error("something was written")
		}
	})
}

// While a file refuses nobody waits for it, and what the ring drops is counted.
func TestWhatAFullDiskCosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.disk.becomes(syscall.EROFS, 0, nil)
		r.print("first\n")
		synctest.Wait()
		for range 100 {
			r.fo.Admit(limit, nil) // it would wait for ever
			r.print("%s", numbers(0, 1000))
		}
		r.disk.becomes(nil, 0, nil)
		time.Sleep(retryAfter)
		synctest.Wait()
		r.print("last\n")
		r.close(t, "")
		text := r.disk.String()
		var lost int
		if _, err := fmt.Sscanf(text, "first\n-- %d lines are missing here: the file could not be written --\n", &lost); err != nil {
			t.Fatalf("%v in %.200q", err, text)
		}
		if got := strings.Count(text, "\n") + lost; got != 100_003 || lost == 0 {
			t.Errorf("%d lines are lost of %d", lost, got)
		}
		if !strings.HasSuffix(text, numbers(999, 1000)+"last\n") {
			t.Errorf("it ends in %q", text[len(text)-100:])
		}
	})
}

// What cannot be written at the end is tried once more, and then said.
func TestAFullDiskAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.disk.becomes(syscall.ENOSPC, 10, nil)
		r.print("%s", numbers(0, 10))
		synctest.Wait()
		r.print("%s", numbers(10, 15))
		before := time.Now()
		r.fo.End()
		if !r.fo.Wait(t.Context()) {
			t.Error("it did not end")
		}
		if waited := time.Since(before); waited != 0 {
			t.Errorf("it took %v", waited)
		}
		r.close(t, "the last 15 lines of web are not in /logs/api.log: no space left on device")
		if lines := r.said.lines(); len(lines) != 2 {
			t.Errorf("said: %q", lines)
		}
	})
}

// One of several that share a file gives up; the others go on, on a new line.
func TestAFullDiskAtTheEndOfOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		api, _ := r.follow("api", true)
		r.disk.becomes(syscall.ENOSPC, 6, nil)
		r.print("torn apart\n")
		synctest.Wait()
		r.fo.End()
		synctest.Wait()
		r.disk.becomes(nil, 0, nil)
		api.Write(logring.Stdout, []byte("fine\n"))
		time.Sleep(retryAfter)
		synctest.Wait()
		same(t, r.disk.String(), "torn a\napi | fine\n")
		r.close(t, "the last line of web is not in /logs/api.log: no space left on device")
	})
}

// What an earlier session has left unfinished is not gone on with.
func TestATornFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.disk.text, r.disk.torn = []byte("torn ap"), true
		r.print("fine\n")
		r.close(t, "")
		same(t, r.disk.String(), "torn ap\nfine\n")
	})
}

// Who writes into the ring waits for a disk that is slow, and nothing is lost.
func TestASlowDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		var pumps sync.WaitGroup
		const blocks = 400
		text := func(n int) string { return numbers(n*1000, n*1000+1000) }
		finished := false
		pumps.Go(func() {
			for n := range blocks {
				r.fo.Admit(limit, nil)
				r.print("%s", text(n))
			}
			finished = true
		})
		for done := false; !done; {
			// Just in time, each time.
			time.Sleep(hungAfter - time.Millisecond)
			synctest.Wait()
			done = finished
			next := make(chan struct{})
			if done {
				next = nil
			}
			r.disk.becomes(nil, 0, next)
			close(hang)
			hang = next
			synctest.Wait()
			if s := r.ring.Stats(); s.LinesDropped >= r.fo.written.Load() {
				t.Fatal("lines are lost")
			}
		}
		pumps.Wait()
		r.close(t, "")
		same(t, r.disk.String(), numbers(0, blocks*1000))
		if lines := r.said.lines(); len(lines) > 0 {
			t.Errorf("said: %q", lines)
		}
	})
}

// A disk that does nothing holds nobody up for longer than a second, nor for
// another one: until it does something.
func TestADiskThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		begin := time.Now()
		for n := range 100 {
			r.fo.Admit(limit, nil)
			r.print("%s", numbers(n*1000, n*1000+1000))
		}
		if took := time.Since(begin); took != hungAfter {
			t.Errorf("it held up for %v", took)
		}
		r.disk.becomes(nil, 0, nil)
		close(hang)
		synctest.Wait()
		r.close(t, "")
		text := r.disk.String()
		i := strings.Index(text, "-- ")
		var lost int
		if _, err := fmt.Sscanf(text[max(i, 0):], "-- %d lines are missing here: the disk was slower than the process --\n", &lost); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(text, "\n") - 1 + lost; got != 100_000 || lost == 0 {
			t.Errorf("%d lines are lost of %d", lost, got)
		}
		if lines := r.said.lines(); len(lines) != 2 || !strings.Contains(lines[0], "not waiting for it any more") || !strings.Contains(lines[1], "again") {
			t.Errorf("said: %q", lines)
		}
	})
}

// Several are let go together, and so is who does not want to wait any more.
func TestAdmitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		r.print("%s", numbers(0, 15_000))
		synctest.Wait()
		stop := make(chan struct{})
		var pumps sync.WaitGroup
		let := 0
		pumps.Go(func() { r.fo.Admit(limit, stop); let++ })
		synctest.Wait()
		if let > 0 {
			t.Error("it was not held up")
		}
		close(stop)
		pumps.Wait()
		if let != 1 {
			t.Error("it was not let go")
		}
		for range 3 {
			pumps.Go(func() { r.fo.Admit(limit, nil) })
		}
		synctest.Wait()
		begin := time.Now()
		r.fo.End() // who has ended holds nobody up
		pumps.Wait()
		if time.Since(begin) > 0 {
			t.Error("the end has let nobody go")
		}
		close(hang)
		r.close(t, "")
		same(t, r.disk.String(), numbers(0, 15_000))
	})
}

// At the very end nobody waits for a disk for ever.
func TestADiskThatHangsAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		r.print("x\n")
		synctest.Wait()
		r.fo.End()
		begin := time.Now()
		if r.fo.Wait(t.Context()) || time.Since(begin) != hungAfter {
			t.Errorf("it waited for %v", time.Since(begin))
		}
		begin = time.Now()
		err := r.Close()
		if err == nil || !strings.Contains(err.Error(), "gave up writing to /logs/api.log") || time.Since(begin) != patience {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		close(hang)
		synctest.Wait()
	})
}

// closing is a disk that fails when it is closed.
type closing struct{ *disk }

func (closing) Close() error { return errors.New("quota exceeded") }

func TestAFileThatCannotBeClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Files.open = func(Spec) (w io.WriteCloser, torn bool, err error) { return closing{r.disk}, false, nil }
		r.print("x\n")
		r.close(t, "cannot close /logs/api.log, whose last lines may be missing: quota exceeded")
	})
}
