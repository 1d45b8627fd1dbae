package proctable

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/shirou/gopsutil/v3/process"
)

// OpenFiles counts the descriptors that a process has open; a process that is
// gone has none.
func OpenFiles(pid int) (int, error) {
	proc := process.Process{Pid: int32(pid)}
	n, err := proc.NumFDs()
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ESRCH) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("cannot count the open files of process %d: %w", pid, err)
	}
	return int(n), nil
}
