package logfile

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/logring"
)

// What the screen shows is what is written, as soon as it is there: without
// colours, with tend's own lines, and in whole lines.
func TestTheFileIsWhatTheScreenShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.print("\x1b[31mred\x1b[0m\n10%%\r20%%\r30%%\nhalf a li")
		synctest.Wait()
		same(t, r.disk.String(), "red\n30%\n")
		r.print("ne\n")
		r.ring.Note("exit %d", 0)
		synctest.Wait()
		same(t, r.disk.String(), "red\n30%\nhalf a line\n-- exit 0 --\n")
		r.print("the last, without an end")
		r.ring.End(logring.Stdout)
		r.fo.End()
		if !r.fo.Wait(t.Context()) {
			t.Error("it did not end")
		}
		same(t, r.disk.String(), "red\n30%\nhalf a line\n-- exit 0 --\nthe last, without an end\n")
		r.print("after the end\n")
		r.close(t, "")
		if strings.Contains(r.disk.String(), "after") {
			t.Error("it was followed beyond its end")
		}
		if lines := r.said.lines(); len(lines) > 0 {
			t.Errorf("there was something to say: %q", lines)
		}
	})
}

func TestWhatWasThereBeforeIsNotFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		ring := logring.New(limit)
		ring.Write(logring.Stdout, []byte("before\nand half "))
		fo := NewFollower(Source{Ring: ring, Log: r.said.logger()}, r.fo.Spec())
		ring.Write(logring.Stdout, []byte("after\n"))
		r.Begin(fo)
		r.close(t, "")
		same(t, r.disk.String(), "and half after\n")
	})
}

// A file that takes over goes on with the very next line.
func TestOneFileAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, other := newRig(), newRig()
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		r.print("%s", numbers(0, 3000))
		next := NewFollower(Source{Ring: r.ring, Log: r.said.logger()}, r.fo.Spec())
		r.print("%s", numbers(3000, 4000)) // not of both
		r.fo.Cede(next)
		r.fo.End()
		other.Begin(next)
		r.print("%s", numbers(4000, 5000))
		synctest.Wait()
		close(hang)
		r.close(t, "")
		other.close(t, "")
		same(t, r.disk.String(), numbers(0, 3000))
		same(t, other.disk.String(), numbers(3000, 5000))
	})
}

// Those that share a file have their names in it, as wide as the widest.
func TestOneFileForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		api, _ := r.follow("api", true)
		db, _ := r.follow("database", true)
		api.Write(logring.Stdout, []byte("one\n\nthree\n"))
		synctest.Wait()
		db.Note("exit 0")
		synctest.Wait()
		want := "api      | one\napi      | \napi      | three\ndatabase | -- exit 0 --\n"
		same(t, r.disk.String(), want)

		// Many short lines become much longer than a file may be, at once.
		hang := make(chan struct{})
		r.disk.becomes(nil, 0, hang)
		for range 10 {
			api.Write(logring.Stdout, []byte(strings.Repeat("\n", 30_000)))
		}
		synctest.Wait()
		close(hang)
		r.close(t, "")
		same(t, r.disk.String(), want+strings.Repeat("api      | \n", 300_000))
		if tries, _ := r.disk.counts(); tries != 1 {
			t.Errorf("it was opened %d times", tries)
		}
	})
}

// A file lives as long as somebody follows into it.
func TestAFileBeginsAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		for range 3 {
			r.print("x\n")
			r.fo.End()
			r.fo.End()
			r.fo.Wait(t.Context())
			synctest.Wait()
			r.mu.Lock()
			there := len(r.byPath)
			r.mu.Unlock()
			if there > 0 {
				t.Fatal("the file is still there")
			}
			r.ring, r.fo = r.follow("web", false)
		}
		r.close(t, "")
		same(t, r.disk.String(), "x\nx\nx\n")
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if r.fo.Wait(ctx) {
			t.Error("it ended without a reason")
		}
		ended, end := context.WithCancel(t.Context())
		end()
		late := NewFollower(Source{Ring: r.ring}, r.fo.Spec())
		if late.Wait(ended) {
			t.Error("what has not begun has ended")
		}
		r.fo.End()
		synctest.Wait()
		if !r.fo.Wait(ended) {
			t.Error("what has ended has not")
		}
		r.close(t, "")
	})
}

func TestText(t *testing.T) {
	for _, tt := range []struct{ what, got, want string }{
		{"names", string(named([]byte("kept\na\n\nccc\n"), 5, "x | ")), "kept\nx | a\nx | \nx | ccc\n"},
		{"names of nothing", string(named([]byte("kept\n"), 5, "x | ")), "kept\n"},
		{"the last lines", string(withoutLast([]byte("kept\na\nb\nc\n"), 5, 2)), "kept\na\n"},
		{"the last of too few", string(withoutLast([]byte("kept\na\n"), 5, 9)), "kept\n"},
		{"a line before", string(insert([]byte("kept\nb\n"), 5, "aaaa\n")), "kept\naaaa\nb\n"},
		{"one missing", missing(1, true), "-- 1 line is missing here: the file could not be written --\n"},
		{"several missing", missing(12, false), "-- 12 lines are missing here: the disk was slower than the process --\n"},
		{"an endless line", string(head([]byte(strings.Repeat("x", mostWrite+1)))), strings.Repeat("x", mostWrite)},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}
