package proctable

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// userHZ is the unit of the times in /proc/PID/stat. It is 100 on every
// architecture that Go supports (proc_pid_stat(5), sysconf(_SC_CLK_TCK)).
const userHZ = 100

// Read walks /proc once. It reads one small file for each process and nothing
// else; processes that end meanwhile are left out.
func Read() (*Table, error) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil, fmt.Errorf("cannot read the process table: %w", err)
	}
	defer dir.Close()
	names, err := dir.Readdirnames(-1)
	if err != nil {
		return nil, fmt.Errorf("cannot read the process table: %w", err)
	}
	root := int(dir.Fd())
	procs := make([]Proc, 0, len(names))
	buf := make([]byte, 1024)
	page := int64(os.Getpagesize())
	for _, name := range names {
		if name[0] < '0' || name[0] > '9' {
			continue
		}
		stat, err := readAt(root, name+"/stat", buf)
		if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
			continue // it ended between the listing and now
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the process table: /proc/%s/stat: %w", name, err)
		}
		p, err := parseStat(stat, page)
		if err != nil {
			return nil, fmt.Errorf("cannot read the process table: /proc/%s/stat: %w", name, err)
		}
		procs = append(procs, p)
	}
	return New(procs), nil
}

// ReadOne returns one process. If there is none with that PID, the error is
// ErrGone.
func ReadOne(pid int) (Proc, error) {
	stat, err := readAt(unix.AT_FDCWD, "/proc/"+strconv.Itoa(pid)+"/stat", make([]byte, 1024))
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
		return Proc{}, ErrGone
	}
	if err != nil {
		return Proc{}, fmt.Errorf("cannot look at process %d: %w", pid, err)
	}
	return parseStat(stat, int64(os.Getpagesize()))
}

// readAt reads a file of one page at most without the cost of an os.File.
func readAt(dir int, name string, buf []byte) ([]byte, error) {
	var fd, n int
	err := retry(func() (err error) {
		fd, err = unix.Openat(dir, name, unix.O_RDONLY|unix.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	err = retry(func() (err error) {
		n, err = unix.Read(fd, buf)
		return err
	})
	return buf[:max(n, 0)], err
}

func retry(call func() error) error {
	for {
		if err := call(); err != unix.EINTR {
			return err
		}
	}
}

var errStat = errors.New("not in the form of proc_pid_stat(5)")

// parseStat reads the fields that tend needs, numbered as in proc_pid_stat(5).
// The name in field 2 may hold spaces and parentheses: the last one closes it.
func parseStat(stat []byte, page int64) (Proc, error) {
	open, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	if open < 1 || end < open {
		return Proc{}, errStat
	}
	pid, err := strconv.Atoi(string(bytes.TrimSpace(stat[:open])))
	if err != nil {
		return Proc{}, errStat
	}
	fields := bytes.Fields(stat[end+1:])
	const first = 3 // the number of fields[0]
	if len(fields) <= 24-first {
		return Proc{}, errStat
	}
	number := func(n int) int64 {
		v, e := strconv.ParseInt(string(fields[n-first]), 10, 64)
		if e != nil {
			err = errStat
		}
		return v
	}
	p := Proc{
		PID: pid, PPID: int(number(4)), PGID: int(number(5)), SID: int(number(6)),
		CPU:   time.Duration(number(14)+number(15)) * (time.Second / userHZ),
		Start: uint64(number(22)),
		RSS:   number(24) * page,
	}
	// A first thread that has ended while others go on shows as a zombie that
	// still has threads.
	p.Zombie = (fields[0][0] == 'Z' || fields[0][0] == 'X') && number(20) <= 1
	return p, err
}

// Complete fills in what Read leaves out. On Linux that is nothing.
func Complete(*Proc) {}
