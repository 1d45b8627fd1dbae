//go:build linux

// Package bench measures the built tend from outside, through a terminal: what
// a process that prints a lot pays for being watched, and how long a key takes
// to reach the screen. Every figure has its limit, what the kernel does without
// tend, from the same run beside it.
//
//	go test -run '^$' -bench . -benchtime 1x ./internal/bench
package bench

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"

	"tend/internal/tendtest"
)

// binary is the tend under test, and self the program whose output is watched:
// this test binary, with roleVar set.
var binary, self string

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
	built, remove, err := tendtest.Build("-trimpath")
	if err == nil {
		defer remove()
		binary = built
		self, err = os.Executable()
		err = errors.Join(err, os.Mkdir(runtimeDir(), 0o700))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}
