package processcontrol

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"tend/internal/proctable"
)

// This file finds the daemon among what a leader has left behind.

// absence is why no daemon is to be seen.
type absence struct {
	why   string
	hint  string // what to do
	final bool   // none will come any more
}

// explain says that there is no daemon, after so long.
func (a *absence) explain(patience time.Duration) error {
	within := ""
	if !a.final {
		within = fmt.Sprintf(" within %s", patience)
	}
	return fmt.Errorf("left no daemon behind%s: %s; %s", within, a.why, a.hint)
}

const (
	nothingLeft = "nothing that it has started is there any more"

	hintFork = "see whether its command makes it fork away, or take daemon out"
	hintFile = "pid_file has to be the file that the daemon writes; without pid_file, the oldest process that is left is the daemon"
	hintOld  = "if that is an older one, end it first"
)

// search is looking for the daemon until it is found.
type search struct {
	*run
	candidate proctable.Proc
	since     time.Time // when it was first seen
}

// settling is how long a process has to be the oldest of those that are left, to
// be the daemon without a file that says so: whoever forks twice leaves one in
// between, which ends at once.
const settling = 100 * time.Millisecond

// look looks once more.
func (s *search) look() (proctable.Proc, *absence) {
	p, none := s.seek()
	switch file := s.spec.Daemon.PIDFile != ""; {
	case none != nil:
		none.final = none.final || file && s.vigil != nil // who takes over has written the file before
	case !file && !same(p, s.candidate):
		s.candidate, s.since = p, time.Now()
		fallthrough
	case !file && time.Since(s.since) < settling:
		none = &absence{why: "what is left ends again and again", hint: hintFork}
	}
	return p, none
}

// seek looks for the daemon, once.
func (r *run) seek() (proctable.Proc, *absence) {
	file := r.spec.Daemon.PIDFile
	if file == "" {
		members, known := r.members()
		if len(members) > 0 {
			return oldest(members), nil
		}
		return proctable.Proc{}, &absence{why: nothingLeft, hint: hintFork, final: known}
	}
	pid, none := r.readPIDFile(file)
	members, known := r.members() // what the file names was there before, if at all
	unmarked, told := r.unmarked()
	members = append(members, unmarked...)
	if i := slices.IndexFunc(members, func(p proctable.Proc) bool { return p.PID == pid }); i >= 0 {
		return members[i], nil
	}
	if none == nil {
		none = r.describe(pid)
	}
	if known && told && len(members) == 0 {
		none.why, none.final = none.why+", and "+nothingLeft, true
		if none.hint == hintFile {
			none.hint = hintFork
		}
	}
	return proctable.Proc{}, none
}

// describe says what the file names that is not of the run.
func (r *run) describe(pid int) *absence {
	named := fmt.Sprintf("%s names process %d, ", r.shown(r.spec.Daemon.PIDFile), pid)
	if p, err := proctable.ReadOne(pid); err != nil || p.Zombie {
		return &absence{why: named + "which is not there", hint: hintFile}
	}
	return &absence{why: named + "which it has not started", hint: hintOld}
}

// unmarked returns the processes that must stem from the run though nothing says
// so: see families.nameless. Where the run has a control group, that says so. If
// told is false there may be more.
func (r *run) unmarked() (procs []proctable.Proc, told bool) {
	if r.group != nil {
		return nil, true
	}
	leader, err := proctable.ReadOne(r.process.pid)
	if err != nil {
		return nil, false // it is there, unreaped: another look will tell
	}
	table, err := r.host.table.Fresh()
	if err != nil {
		return nil, false // members has complained
	}
	return r.host.families.nameless(table, leader.Start)
}

// oldest is the process that was started first.
func oldest(procs []proctable.Proc) proctable.Proc {
	return slices.MinFunc(procs, func(a, b proctable.Proc) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.PID, b.PID))
	})
}

// mostPIDFile is how much of a file is read, in bytes: the PID is in its first
// line.
const mostPIDFile = 256

// readPIDFile reads a PID.
func (r *run) readPIDFile(name string) (pid int, none *absence) {
	shown := r.shown(name)
	text, err := readFirst(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, &absence{why: shown + " is not there", hint: hintFile}
	}
	if err != nil {
		return 0, &absence{why: fmt.Sprintf("%s cannot be read: %v", shown, cause(err)), hint: hintFile}
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	pid, err = strconv.Atoi(string(bytes.TrimSpace(line)))
	if err != nil || pid <= 0 {
		return 0, &absence{why: fmt.Sprintf("%s does not begin with a PID, but with %q", shown, oneLine(string(line), titleLength)), hint: hintFile}
	}
	return pid, nil
}

// readFirst reads the beginning of a regular file. It does not wait for anybody,
// as the opening of a named pipe would.
func readFirst(name string) ([]byte, error) {
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close() // nothing was written: there is nothing to lose
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	return io.ReadAll(io.LimitReader(file, mostPIDFile))
}

// cause is an error without the path, which the sentence has already.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// shown is a path as it is best told: from the process's own folder, if it is in
// there.
func (r *run) shown(path string) string {
	if short, err := filepath.Rel(r.spec.Dir, path); err == nil && !strings.HasPrefix(short, "..") {
		return short
	}
	return path
}
