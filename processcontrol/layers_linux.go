package processcontrol

import (
	"crypto/rand"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

func layersHere() (layers []Layer, escapes string) {
	dir, err := tryGroups()
	groups := Layer{"control groups", err == nil, "each run has one, in " + dir + ": nothing leaves it by itself"}
	if err != nil {
		groups.Says = err.Error()
	}
	reaper := Layer{"subreaper", true, "what loses its parent becomes a child of tend"}
	if err := adoptOrphans(); err != nil {
		reaper.Works, reaper.Says = false, err.Error()
	}
	table := Layer{"process table", true, "descendants, groups and sessions, and TEND_COOKIE in the environment of orphans"}
	if _, err := proctable.Read(); err != nil {
		table.Works, table.Says = false, err.Error()
	}
	pinned := Layer{"pidfd", true, "a signal reaches the process that was meant, and none that has got its number since"}
	if fd, err := unix.PidfdOpen(unix.Getpid(), 0); err != nil {
		pinned.Works, pinned.Says = false, err.Error()
	} else {
		_ = unix.Close(fd)
	}
	escapes = "what root or systemd moves to another control group: docker run, systemd-run"
	if !groups.Works {
		escapes = "a process that forks away, begins a session and clears its environment"
	}
	return []Layer{groups, reaper, table, pinned}, escapes
}

// tryGroups makes a control group and removes it, and returns where.
func tryGroups() (dir string, err error) {
	place, err := cgroup.Find()
	if err != nil {
		return "", err
	}
	session, err := place.Session("try-"+rand.Text(), cgroup.Limits{})
	if err != nil {
		return "", fmt.Errorf("cannot make one: %w", err)
	}
	return filepath.Dir(session.Dir()), session.Remove()
}
