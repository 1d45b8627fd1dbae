package proctable

import (
	"bytes"
	"os"
	"strconv"
)

// Command returns the arguments of a process, or, where there are none to be
// seen, its name. It is empty if the process is gone.
func Command(pid int) []string {
	folder := "/proc/" + strconv.Itoa(pid) + "/"
	if line, err := os.ReadFile(folder + "cmdline"); err == nil {
		if arguments := splitArguments(line); len(arguments) > 0 {
			return arguments
		}
	}
	name, err := os.ReadFile(folder + "comm")
	if err != nil {
		return nil
	}
	return []string{string(bytes.TrimSpace(name))}
}
