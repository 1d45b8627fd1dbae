package mcp_test

import (
	"fmt"
	"os"
	ossignal "os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	"tend/internal/cli"
)

// TestMain makes this test binary play tend, and the processes that it runs.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 2 && os.Args[1] == "play":
		play(os.Args[2], os.Args[3:])
	case len(os.Args) > 1 && os.Args[1] == "__leash": // tend's own helper
		play("tend", os.Args[1:])
	}
	goleak.VerifyTestMain(m)
}

// play plays a program, and exits.
func play(what string, args []string) {
	switch what {
	case "tend":
		dir, err := os.Getwd()
		if err != nil {
			panic(err)
		}
		os.Exit(cli.Main(cli.System{Args: args, Environ: os.Environ(), Dir: dir, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}))
	case "lines": // N WIDTH: prints lines and ends
		n, width := number(args[0]), number(args[1])
		for i := range n {
			fmt.Printf("line %d %s\n", i+1, strings.Repeat("x", width))
		}
	case "serve": // TEXT: prints it, and "go" for each SIGUSR1; SIGUSR2 ends it well
		signals := make(chan os.Signal, 1)
		ossignal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
		fmt.Println(args[0])
		for s := range signals {
			if s == syscall.SIGUSR2 {
				os.Exit(0)
			}
			fmt.Println("go")
		}
	case "exit":
		os.Exit(number(args[0]))
	}
	os.Exit(0)
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}
