package proctable

import (
	"fmt"
	"time"

	"github.com/shirou/gopsutil/v3/process"
	"golang.org/x/sys/unix"
)

// zombie is SZOMB of <sys/proc.h>.
const zombie = 5

// Read asks the kernel for all processes in one call. It leaves CPU and RSS
// zero: macOS tells those for one process at a time only.
func Read() (*Table, error) {
	infos, err := unix.SysctlKinfoProcSlice("kern.proc.all")
	if err != nil {
		return nil, fmt.Errorf("cannot read the process table: %w", err)
	}
	procs := make([]Proc, 0, len(infos))
	for i := range infos {
		procs = append(procs, fromKernel(&infos[i]))
	}
	return New(procs), nil
}

// ReadOne returns one process. If there is none with that PID, the error is
// ErrGone.
func ReadOne(pid int) (Proc, error) {
	infos, err := unix.SysctlKinfoProcSlice("kern.proc.pid", pid)
	if err != nil {
		return Proc{}, fmt.Errorf("cannot look at process %d: %w", pid, err)
	}
	if len(infos) == 0 {
		return Proc{}, ErrGone
	}
	return fromKernel(&infos[0]), nil
}

func fromKernel(info *unix.KinfoProc) Proc {
	pid := int(info.Proc.P_pid)
	sid, err := unix.Getsid(pid)
	if err != nil {
		sid = 0 // it ended meanwhile, or it is not ours
	}
	start := info.Proc.P_starttime
	return Proc{
		PID: pid, PPID: int(info.Eproc.Ppid), PGID: int(info.Eproc.Pgid), SID: sid,
		Zombie: info.Proc.P_stat == zombie,
		Start:  uint64(start.Sec)*1e6 + uint64(start.Usec),
	}
}

// Complete fills in what Read leaves out: macOS tells CPU and memory for one
// process at a time only. What cannot be read stays zero.
func Complete(p *Proc) {
	proc := process.Process{Pid: int32(p.PID)}
	if memory, err := proc.MemoryInfo(); err == nil {
		p.RSS = int64(memory.RSS)
	}
	if times, err := proc.Times(); err == nil {
		p.CPU = time.Duration((times.User + times.System) * float64(time.Second))
	}
}

// Reread is Read for whoever has an earlier table. Here it makes no difference.
func Reread(*Table) (*Table, error) { return Read() }
