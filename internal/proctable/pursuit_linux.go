package proctable

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"syscall"
)

const (
	// chases is how often one chase looks: some milliseconds in all. A shell needs
	// about one to start another.
	chases = 200
	// headway is how many numbers it looks back: others start processes too.
	headway = 4
)

// chase sends SIGKILL to the newest processes if they are the quarry.
func chase(quarry func(Proc) bool) (caught int, err error) {
	for range chases {
		last, err := lastPID()
		if err != nil {
			return caught, fmt.Errorf("cannot follow who forks without a pause: %w", err)
		}
		for pid := last; pid > max(0, last-headway); pid-- {
			p, err := ReadOne(pid)
			if err != nil || p.Zombie || !quarry(p) {
				continue // most numbers are nobody's
			}
			if err := Signal(p, syscall.SIGKILL); err != nil {
				return caught, fmt.Errorf("cannot kill process %d: %w", pid, err)
			}
			caught++
		}
	}
	return caught, nil
}

// lastPID returns the number that the kernel handed out last: proc_loadavg(5).
func lastPID() (int, error) {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(string(bytes.TrimSpace(text[bytes.LastIndexByte(text, ' ')+1:])))
}
