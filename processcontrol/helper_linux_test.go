package processcontrol

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

func dup(from, to int) { _ = unix.Dup3(from, to, 0) }

func init() {
	if os.Getenv(helperVar) == "headless" {
		runtime.LockOSThread() // to the first one, on which it and TestMain run
	}
}

// headless lives on without its first thread, as if in the midst of its end:
// /proc has no environment for it, and calls it a zombie with threads.
func headless() {
	go func() {
		for { // until the thread is gone
			stat, err := os.ReadFile("/proc/self/stat")
			if err != nil || stat[strings.LastIndexByte(string(stat), ')')+2] == 'Z' {
				break
			}
		}
		fmt.Println("up")
		time.Sleep(time.Minute)
		os.Exit(0)
	}()
	_, _, _ = unix.Syscall(unix.SYS_EXIT, 0, 0, 0) // this thread only
}
