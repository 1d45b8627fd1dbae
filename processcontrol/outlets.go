package processcontrol

import (
	"context"

	"tend/internal/logfile"
	"tend/internal/logring"
)

// outlets are the files that the output of a process goes to, beside the ring:
// one of its own, one that it shares with the session, or both. It is replaced,
// never changed. A process without files has none.
type outlets struct {
	own       *logfile.Follower   // nil: none
	followers []*logfile.Follower // all of them
	limit     int64               // of the ring, in bytes
	closed    bool                // the Control is: nothing comes after it
}

// leastRing is how much the ring of a process with a file holds at least: the
// half that may be ahead of the file, and beside it all that can come at once,
// which is what its pipes hold and lines of up to 64 KiB.
const leastRing = 1 << 20

// ringLimit is how much the ring of a process holds.
func (h *Host) ringLimit(s *LogSpec) int64 {
	if s.File == "" && h.session.File == "" {
		return s.Buffer
	}
	return max(s.Buffer, leastRing)
}

func (s *LogSpec) target() logfile.Spec {
	return logfile.Spec{Path: s.File, MaxSize: s.MaxSize, Keep: s.Keep}
}

// openOutlets makes the first outlets of a Control, if it has any.
func (c *Control) openOutlets(s *LogSpec) {
	if c.host.session.File != "" {
		shared := logfile.NewFollower(logfile.Source{
			Ring: c.ring, Process: c.name, Shared: true, Log: c.host.log,
		}, c.host.session.target())
		c.outlets.Store(&outlets{followers: []*logfile.Follower{shared}})
		c.host.files.Begin(shared)
	}
	c.redirect(s)
}

// redirect makes the process's own file what s says. What has been printed
// before is still for the file that it had then. It never waits.
func (c *Control) redirect(s *LogSpec) {
	old := c.outlets.Load()
	if old != nil && old.closed {
		return
	}
	next := &outlets{limit: c.host.ringLimit(s)}
	var before *logfile.Follower
	if old != nil {
		before = old.own
		for _, fo := range old.followers {
			if fo != before {
				next.followers = append(next.followers, fo)
			}
		}
	}
	switch {
	case s.File == "":
	case before != nil && before.Spec() == s.target():
		next.own = before
	default:
		next.own = logfile.NewFollower(logfile.Source{Ring: c.ring, Process: c.name, Log: c.log}, s.target())
	}
	if next.own != nil {
		next.followers = append(next.followers, next.own)
	}
	if len(next.followers) == 0 {
		next = nil
	}
	if !c.outlets.CompareAndSwap(old, next) {
		return // whoever was faster sees to it that the newest counts
	}
	var after *logfile.Follower
	if next != nil {
		after = next.own
	}
	switch {
	case after == before:
		return
	case before != nil && after != nil:
		before.Cede(after)
	case before != nil:
		before.End()
	}
	if after != nil {
		c.host.files.Begin(after)
	}
}

// take adds output to the ring. It waits for the disk while the files are far
// behind, until hurry is closed.
func (c *Control) take(stream logring.Stream, block []byte, hurry <-chan struct{}) {
	if o := c.outlets.Load(); o != nil {
		for _, fo := range o.followers {
			fo.Admit(o.limit, hurry)
		}
	}
	c.ring.Write(stream, block)
}

// closeOutlets ends the files with what the ring holds now, and waits until
// they have it, as long as the disk does something and ctx lasts. What is
// missing then is for the Host to wait for.
func (c *Control) closeOutlets(ctx context.Context) {
	var o *outlets
	for {
		old := c.outlets.Load()
		if old == nil {
			o = &outlets{closed: true}
		} else {
			last := *old
			last.closed = true
			o = &last
		}
		if c.outlets.CompareAndSwap(old, o) {
			break
		}
	}
	for _, fo := range o.followers {
		fo.End()
	}
	for _, fo := range o.followers {
		fo.Wait(ctx)
	}
}
