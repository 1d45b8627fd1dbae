package cgroup

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Place is a folder of the hierarchy in which groups may be made.
type Place struct {
	dir string
	// controllers are those that groups in it can have.
	controllers []string
}

// Find returns the place for the groups of this process: the group around its
// own, or its own. It fails with ErrNone if neither will do.
func Find() (*Place, error) {
	mount, err := mountPoint()
	if err != nil {
		return nil, err
	}
	own, err := ownGroup()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(mount, own)
	// A group that holds processes, as ours does, cannot hand controllers on to
	// groups inside it, unless it is the root. The one around it can, and in a
	// user's session belongs to the user.
	if dir != mount {
		if p, ok := try(filepath.Dir(dir)); ok {
			return p, nil
		}
	}
	if p, ok := try(dir); ok {
		return p, nil
	}
	return nil, fmt.Errorf("%w: %s may not be written", ErrNone, dir)
}

// try reports whether groups may be made in dir, and what they can have.
func try(dir string) (*Place, bool) {
	for _, name := range []string{".", "cgroup.procs", "cgroup.subtree_control"} {
		if unix.Access(filepath.Join(dir, name), unix.W_OK) != nil {
			return nil, false
		}
	}
	list, err := os.ReadFile(filepath.Join(dir, "cgroup.controllers"))
	if err != nil {
		return nil, false
	}
	return &Place{dir: dir, controllers: strings.Fields(string(list))}, true
}

// mountPoint returns where the cgroup v2 hierarchy is mounted: alone, or beside
// those of version 1.
func mountPoint() (string, error) {
	file, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		// proc_pid_mountinfo(5): optional fields end with a dash, the type
		// follows it.
		before, after, ok := strings.Cut(lines.Text(), " - ")
		fields := strings.Fields(before)
		if ok && strings.HasPrefix(after, "cgroup2 ") && len(fields) > 4 {
			return fields[4], nil
		}
	}
	return "", fmt.Errorf("%w: it is not mounted", ErrNone)
}

// ownGroup returns the path of this process's group within the hierarchy.
func ownGroup() (string, error) {
	groups, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNone, err)
	}
	for line := range strings.Lines(string(groups)) {
		if path, ok := strings.CutPrefix(line, "0::"); ok {
			return strings.TrimSpace(path), nil
		}
	}
	return "", fmt.Errorf("%w: this process is in none", ErrNone)
}

// Check reports whether groups in this place can have the limits.
func (p *Place) Check(l Limits) error {
	for _, name := range l.controllers() {
		if !slices.Contains(p.controllers, name) {
			return fmt.Errorf("the cgroup %s has no %s controller", p.dir, name)
		}
	}
	return nil
}

// Session is the group for all groups of one session of tend.
type Session struct {
	dir     string
	enabled []string // the controllers that its groups have
	refused error    // why they have no more
}

// Session makes the group of a session, whose groups can have those of the
// limits that the place offers. What it refuses is told by Group. The caller
// removes it.
func (p *Place) Session(id string, wanted Limits) (*Session, error) {
	s := &Session{dir: filepath.Join(p.dir, "tend-"+id)}
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		return nil, err
	}
	for _, name := range wanted.controllers() {
		err := enable(p.dir, name)
		if err == nil {
			err = enable(s.dir, name)
		}
		if err != nil {
			s.refused = errors.Join(s.refused, err)
			continue
		}
		s.enabled = append(s.enabled, name)
	}
	return s, nil
}

// enable hands a controller on to the groups inside dir.
func enable(dir, controller string) error {
	return write(dir, "cgroup.subtree_control", "+"+controller)
}

// Dir returns the folder of the session's group.
func (s *Session) Dir() string { return s.dir }

// Open returns the group of a session that another process has made. No groups
// can be made in it.
func Open(dir string) *Session { return &Session{dir: dir} }

// Kill sends SIGKILL to everything in the groups of the session, what forks at
// this moment included.
func (s *Session) Kill() error { return write(s.dir, "cgroup.kill", "1") }

// PIDs returns the processes in the groups of the session that have not ended.
func (s *Session) PIDs() (pids []int, err error) {
	err = filepath.WalkDir(s.dir, func(dir string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return gone(err)
		}
		inside, err := (&Group{dir: dir}).PIDs()
		pids = append(pids, inside...)
		return gone(err)
	})
	return pids, err
}

// gone makes nothing of an error that says that a group has been removed.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ENODEV) {
		return nil
	}
	return err
}

// Remove removes the group of the session, in which there must be no group.
func (s *Session) Remove() error { return remove(s.dir) }

// Group is the group of one run of a process.
type Group struct {
	dir string
	fd  *os.File
}

// Group makes a group with limits. The caller closes it.
func (s *Session) Group(name string, l Limits) (g *Group, err error) {
	for _, name := range l.controllers() {
		if !slices.Contains(s.enabled, name) {
			return nil, fmt.Errorf("groups cannot have the %s controller here: %w", name, s.refused)
		}
	}
	g = &Group{dir: filepath.Join(s.dir, "run-"+name)}
	if err := os.Mkdir(g.dir, 0o755); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, remove(g.dir))
		}
	}()
	for file, value := range l.files() {
		if err := write(g.dir, file, value); err != nil {
			return nil, err
		}
	}
	g.fd, err = os.Open(g.dir)
	return g, err
}

// cpuPeriod is the time, in µs, within which a bound of CPU time is kept; the
// kernel's own default.
const cpuPeriod = 100_000

// files is what has to be written for the limits, and where.
func (l Limits) files() map[string]string {
	files := make(map[string]string)
	if l.Memory > 0 {
		files["memory.max"] = strconv.FormatInt(l.Memory, 10)
	}
	if l.CPU > 0 {
		files["cpu.max"] = fmt.Sprintf("%d %d", int64(l.CPU/100*cpuPeriod), cpuPeriod)
	}
	if l.Processes > 0 {
		files["pids.max"] = strconv.Itoa(l.Processes)
	}
	return files
}

// FD is the descriptor to clone a process into the group with (clone3(2)). It
// is the group's.
func (g *Group) FD() int { return int(g.fd.Fd()) }

// Kill sends SIGKILL to everything in the group, what forks at this moment
// included.
func (g *Group) Kill() error { return write(g.dir, "cgroup.kill", "1") }

// Populated reports whether anything in the group has not ended.
func (g *Group) Populated() (bool, error) {
	events, err := os.ReadFile(filepath.Join(g.dir, "cgroup.events"))
	if err != nil {
		return false, err
	}
	return strings.Contains(string(events), "populated 1"), nil
}

// PIDs returns the processes in the group that have not ended.
func (g *Group) PIDs() ([]int, error) {
	list, err := os.ReadFile(filepath.Join(g.dir, "cgroup.procs"))
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, field := range strings.Fields(string(list)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			return nil, fmt.Errorf("%s/cgroup.procs: %w", g.dir, err)
		}
		pids = append(pids, pid)
	}
	return pids, nil
}

// Close removes the group, in which nothing may be left, not even a zombie. It
// may be called again until it succeeds.
func (g *Group) Close() error {
	if err := remove(g.dir); err != nil {
		return err
	}
	return g.fd.Close()
}

// remove removes a group; that it is gone is not an error. What a process has
// made inside goes with it.
func remove(dir string) error {
	err := os.Remove(dir)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	inside, readErr := os.ReadDir(dir)
	if readErr != nil {
		return err
	}
	for _, entry := range inside {
		if entry.IsDir() {
			if err := remove(filepath.Join(dir, entry.Name())); err != nil {
				return err
			}
		}
	}
	if err := os.Remove(dir); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func write(dir, name, value string) error {
	return os.WriteFile(filepath.Join(dir, name), []byte(value), 0)
}
