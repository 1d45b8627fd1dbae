//go:build linux

// Package bench measures the built tend from outside, through a terminal: what
// a process that prints a lot pays for being watched, and how long a key takes
// to reach the screen. Every figure has its limit, what the kernel does without
// tend, from the same run beside it.
//
//	go test -run '^$' -bench . -benchtime 1x ./internal/bench
package bench

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// binary is the tend under test, and self the program whose output is watched:
// this test binary, with roleVar set.
var binary, self string

const roleVar = "TEND_BENCH_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		play(role)
		return
	}
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		return // there are no tests here
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "tend-bench-")
	if err == nil {
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "tend")
		if self, err = os.Executable(); err == nil {
			build := exec.Command("go", "build", "-trimpath", "-o", binary, "tend")
			build.Stderr = os.Stderr
			err = build.Run()
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "cannot build tend:", err)
		return 1
	}
	return m.Run()
}

// play is what this binary does as a process that is watched: "flood" prints
// lines without end, "print N FILE GO BLOCK" waits until there is a file GO, prints
// N lines in blocks of so many bytes, and writes the seconds which that took to
// FILE.
func play(role string) {
	fields := strings.Fields(role)
	block := large
	if len(fields) > 4 {
		block, _ = strconv.Atoi(fields[4])
	}
	out := bufio.NewWriterSize(os.Stdout, block)
	line := []byte(strings.Repeat("a line of a hundred bytes, as logs have them; ", 3)[:90] + "\n")
	number := func(n int) []byte { return fmt.Appendf(nil, "%08d ", n) }
	if fields[0] == "flood" {
		for n := 0; ; n++ {
			_, _ = out.Write(number(n))
			if _, err := out.Write(line); err != nil {
				return
			}
		}
	}
	count, err := strconv.Atoi(fields[1])
	if err != nil {
		panic(err)
	}
	for {
		if _, err := os.Stat(fields[3]); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	text := make([]byte, 0, 100)
	for n := range count {
		text = strconv.AppendInt(text[:0], int64(100_000_000+n), 10)
		text = append(append(text, ' '), line[1:]...)
		if _, err := out.Write(text); err != nil {
			panic(err)
		}
	}
	if err := out.Flush(); err != nil {
		panic(err)
	}
	took := fmt.Sprintf("%f", time.Since(began).Seconds())
	if err := os.WriteFile(fields[2]+".part", []byte(took), 0o600); err != nil {
		panic(err)
	}
	if err := os.Rename(fields[2]+".part", fields[2]); err != nil {
		panic(err)
	}
}

// The blocks in which a process prints: those of C's stdio on a pipe, and the
// largest that a pipe takes at once.
const (
	usual = 4 << 10
	large = 64 << 10
)

// print is the role of a process that prints count lines once there is a file
// go, and leaves the time that it took in another.
func print(count int, file, start string, block int) string {
	return fmt.Sprintf("print %d %s %s %d", count, file, start, block)
}

// settle is how long everything has to get to its place before output is timed:
// what a start costs is measured elsewhere.
const settle = time.Second

// begin lets those that wait for a file begin.
func begin(b *testing.B, start string) {
	b.Helper()
	time.Sleep(settle)
	if err := os.WriteFile(start, nil, 0o600); err != nil {
		b.Fatal(err)
	}
}

// await reads the seconds from such files once all of them are there, and
// returns the longest.
func await(b *testing.B, files []string) float64 {
	b.Helper()
	longest := 0.0
	for _, file := range files {
		for {
			text, err := os.ReadFile(file)
			if err == nil {
				seconds, err := strconv.ParseFloat(string(text), 64)
				if err != nil {
					b.Fatal(err)
				}
				longest = max(longest, seconds)
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return longest
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
