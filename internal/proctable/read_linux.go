package proctable

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// userHZ is the unit of the times in /proc/PID/stat. It is 100 on every
// architecture that Go supports (proc_pid_stat(5), sysconf(_SC_CLK_TCK)).
const userHZ = 100

// Read walks /proc once. It reads one small file for each process and nothing
// else; processes that end meanwhile are left out.
func Read() (*Table, error) { return Reread(nil) }

// Reread is Read for whoever has an earlier table, and costs far less when most
// processes sleep: the row of one that has not run since is taken over. Such a
// process cannot have done anything; only its parent can have changed, and only
// if that has ended.
//
// A process that runs at this very moment may pass for one that has not, until
// the kernel's next clock tick (some milliseconds) or until it sleeps or ends;
// and where a hypervisor takes the processor away, the kernel may count no time
// at all for somebody's last moments. Therefore every row is read once in some
// walks whatever it says, and who has to be sure of a process asks Current.
func Reread(last *Table) (*Table, error) {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil, fmt.Errorf("cannot read the process table: %w", err)
	}
	defer dir.Close()
	walk := tableWalk{root: int(dir.Fd()), buf: make([]byte, 1024)}
	if last == nil {
		last = &Table{}
	}
	partial, err := walk.all(last)
	if err != nil {
		return nil, err
	}
	table, err := walk.finish(last)
	if err == nil {
		table.partial, table.turn = partial, (last.turn+1)%turns
	}
	return table, err
}

// listings is how often /proc is listed at most in one walk.
const listings = 16

// all reads the row of every process. A process that forked and ended between its
// listing and the reading of its row would hide its child: then everything is
// listed once more, and whoever is new is read as well. Partial is set if there was
// no end to it.
//
// A listing in which nobody gets lost is enough, however many strangers come and
// go meanwhile. It goes up the numbers, and a child has a greater one than its
// parent: of those who hop from process to process, each starting the next, it
// meets one that is there. Only where the kernel begins anew from below it may not.
func (w *tableWalk) all(last *Table) (partial bool, err error) {
	var seen []int
	buf := make([]byte, 32<<10)
	for range listings {
		newest, _ := lastPID() // 0 in a sandbox that does not tell
		_, err := unix.Seek(w.root, 0, unix.SEEK_SET)
		var pids []int
		if err == nil {
			pids, err = listNumbers(w.root, buf)
		}
		if err != nil {
			return false, fmt.Errorf("cannot read the process table: %w", err)
		}
		again, _ := lastPID()
		fresh := slices.DeleteFunc(slices.Clone(pids), func(pid int) bool {
			_, old := slices.BinarySearch(seen, pid)
			return old
		})
		lost, err := w.rows(fresh, last)
		if err != nil || !lost && again >= newest {
			return false, err
		}
		seen = pids
	}
	return true, nil
}

// rows reads the rows of processes, or takes them over from the last table. Lost
// is set if one of them has ended.
func (w *tableWalk) rows(pids []int, last *Table) (lost bool, err error) {
	w.procs = slices.Grow(w.procs, len(pids))
	for _, pid := range pids {
		ran := timeRun(pid) // before the row, so that it is never newer
		if old, ok := last.Find(pid); ok && ran != 0 && ran == old.ran && !old.Zombie && pid%turns != last.turn {
			w.kept = append(w.kept, pid)
			w.procs = append(w.procs, old)
			continue
		}
		p, err := w.row(pid, ran)
		if err == ErrGone {
			lost = true
			continue
		}
		if err != nil {
			return false, err
		}
		lost = lost || p.Zombie
		w.procs = append(w.procs, p)
	}
	return lost, nil
}

// turns is in how many walks every row is read at least once.
const turns = 8

// tableWalk is a walk of /proc under way.
type tableWalk struct {
	root  int // /proc
	buf   []byte
	procs []Proc
	kept  []int // PIDs of those taken over from the earlier table
}

// row reads one process's row.
func (w *tableWalk) row(pid int, ran time.Duration) (Proc, error) {
	name := strconv.Itoa(pid) + "/stat"
	stat, err := readAt(w.root, name, w.buf)
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.ESRCH) {
		return Proc{}, ErrGone
	}
	if err != nil {
		return Proc{}, fmt.Errorf("cannot read the process table: /proc/%s: %w", name, err)
	}
	p, err := parseStat(stat, pageSize)
	if err == ErrGone {
		return Proc{}, err
	}
	if err != nil {
		return Proc{}, fmt.Errorf("cannot read the process table: /proc/%s: %w", name, err)
	}
	p.ran = ran
	return p, nil
}

// finish reads those that were taken over but have lost their parent since. A
// parent that was taken over may turn out to have ended in turn.
func (w *tableWalk) finish(last *Table) (*Table, error) {
	const gone = -1
	ended := false
	for {
		table := New(w.procs)
		var kept, lost []int
		for _, pid := range w.kept {
			p, _ := table.Find(pid)
			if p.PPID != 0 && !table.sameAs(last, p.PPID) {
				lost = append(lost, pid)
			} else {
				kept = append(kept, pid)
			}
		}
		if len(lost) == 0 && !ended {
			return table, nil
		}
		if len(lost) == 0 {
			return New(slices.DeleteFunc(w.procs, func(p Proc) bool { return p.PPID == gone })), nil
		}
		for _, pid := range lost {
			i, _ := slices.BinarySearchFunc(w.procs, pid, func(p Proc, pid int) int { return p.PID - pid })
			p, err := w.row(pid, w.procs[i].ran)
			if err == ErrGone {
				ended, p = true, Proc{PID: pid, PPID: gone, Zombie: true} // in its place until all are read
			} else if err != nil {
				return nil, err
			}
			w.procs[i] = p
		}
		w.kept = kept
	}
}

// sameAs reports whether the process with that PID is the same in both tables,
// and has not ended.
func (t *Table) sameAs(last *Table, pid int) bool {
	now, ok := t.Find(pid)
	before, was := last.Find(pid)
	return ok && was && !now.Zombie && now.Start == before.Start
}

var pageSize = int64(os.Getpagesize())

// listNumbers lists what has a number for a name in a folder of /proc, in
// ascending order. buf is where it is read to.
func listNumbers(dir int, buf []byte) (numbers []int, err error) {
	for {
		n, err := unix.Getdents(dir, buf)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			slices.Sort(numbers) // they are, but who says so?
			return numbers, err
		}
		for entries := buf[:n]; len(entries) > 0; {
			// struct linux_dirent64 of getdents(2): the length of the entry is
			// at 16, its name begins at 19 and ends with a zero.
			length := binary.NativeEndian.Uint16(entries[16:])
			name, _, _ := bytes.Cut(entries[19:length], []byte{0})
			if n, ok := number(name); ok {
				numbers = append(numbers, int(n))
			}
			entries = entries[length:]
		}
	}
}

// timeRun is the CPU time that a process has used so far, to the nanosecond, or
// 0 if it cannot be told. Asking the clock costs a fraction of what reading a
// file does.
func timeRun(pid int) time.Duration {
	var now unix.Timespec
	// clock_getcpuclockid(3): the clock of a process is its complemented PID,
	// and in the low bits which kind it is (CPUCLOCK_SCHED).
	if err := unix.ClockGettime(int32(^pid<<3|2), &now); err != nil {
		return 0
	}
	return time.Duration(now.Nano())
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
	return parseStat(stat, pageSize)
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
// For a process that has been reaped meanwhile the error is ErrGone.
func parseStat(stat []byte, page int64) (Proc, error) {
	open, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
	if open < 1 || end < open {
		return Proc{}, errStat
	}
	pid, ok := number(bytes.TrimSpace(stat[:open]))
	if !ok {
		return Proc{}, errStat
	}
	const first, last = 3, 24 // numbers of the fields after the name that are read
	var state byte
	var fields [last + 1]int64
	rest := stat[end+1:]
	for n := first; n <= last; n++ {
		var field []byte
		field, rest, _ = bytes.Cut(bytes.TrimLeft(rest, " "), []byte(" "))
		field = bytes.TrimRight(field, "\n")
		if len(field) == 0 {
			return Proc{}, errStat
		}
		switch n {
		case first:
			state = field[0]
		case 4, 5, 6, 14, 15, 20, 22, 24:
			if fields[n], ok = number(field); !ok {
				return Proc{}, errStat
			}
		}
	}
	if fields[5] < 0 {
		return Proc{}, ErrGone // reaped while it was read: it has no group any more
	}
	return Proc{
		PID: int(pid), PPID: int(fields[4]), PGID: int(fields[5]), SID: int(fields[6]),
		CPU:   time.Duration(fields[14]+fields[15]) * (time.Second / userHZ),
		Start: uint64(fields[22]),
		RSS:   fields[24] * page,
		// A first thread that has ended while others go on shows as a zombie
		// that still has threads.
		Zombie: (state == 'Z' || state == 'X') && fields[20] <= 1,
	}, nil
}

// number reads a decimal number.
func number(digits []byte) (n int64, ok bool) {
	digits, negative := bytes.CutPrefix(digits, []byte("-"))
	if negative {
		defer func() { n = -n }()
	}
	for _, d := range digits {
		if d < '0' || d > '9' || n > (math.MaxInt64-9)/10 {
			return 0, false
		}
		n = 10*n + int64(d-'0')
	}
	return n, len(digits) > 0
}

// Complete fills in what Read leaves out. On Linux that is nothing.
func Complete(*Proc) {}
