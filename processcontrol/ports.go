package processcontrol

import (
	"slices"
	"time"

	"tend/internal/proctable"
)

// ports finds out on which TCP ports the measured processes listen. It asks the
// kernel once for all of them, and looks into processes only for sockets and
// processes that it has not met: while nothing changes that costs next to
// nothing. It belongs to the sampler's goroutine.
type ports struct {
	next      time.Time // do not look before; zero where looking is cheap
	failed    bool      // it has been said that it cannot be done
	tick      uint64    // of the last look
	met       map[strayID]*meeting
	holders   map[uint64]strayID // by the inode of the socket: one that has it open
	strangers map[uint64]bool    // sockets that none of the processes has open
	listening map[uint64]int     // the ports of those that there are now
}

// meeting is when a process was last seen, and for which gauge it counts.
type meeting struct {
	tick  uint64
	gauge *gauge
}

// dearPorts is how long ports stay as they are where looking for them is dear.
const dearPorts = 5 * time.Second

func newPorts() ports {
	return ports{
		met: make(map[strayID]*meeting), holders: make(map[uint64]strayID),
		strangers: make(map[uint64]bool), listening: make(map[uint64]int),
	}
}

// findPorts takes in on which ports the members of each gauge listen.
func (h *Host) findPorts(now time.Time, members map[*gauge][]proctable.Proc) {
	p := &h.sampler.ports
	if now.Before(p.next) {
		return
	}
	listeners, dear, err := proctable.Listening()
	if dear {
		p.next = now.Add(dearPorts)
	}
	if err != nil {
		if !p.failed {
			h.log.Warn("ports are not shown", "err", err)
		}
		p.failed = true
		return
	}
	found := p.look(listeners, members)
	for g := range members {
		if list := found[g]; !slices.Equal(list, g.ports) {
			g.ports = list
		}
	}
}

// look finds the ports of all gauges, given their members.
func (p *ports) look(listeners []proctable.Listener, members map[*gauge][]proctable.Proc) map[*gauge][]int {
	newcomers := p.meet(members)
	found := make(map[*gauge][]int)
	if byPID := p.takeIn(listeners); len(byPID) > 0 {
		for g, procs := range members {
			for _, proc := range procs {
				found[g] = append(found[g], byPID[proc.PID]...)
			}
		}
	}
	p.search(newcomers, members)
	for inode, id := range p.holders {
		g := p.met[id].gauge
		found[g] = append(found[g], p.listening[inode])
	}
	for g, list := range found {
		slices.Sort(list)
		found[g] = slices.Compact(list)
	}
	return found
}

// meet takes in who is there, and returns those who were not when it last did.
func (p *ports) meet(members map[*gauge][]proctable.Proc) (newcomers []proctable.Proc) {
	p.tick++
	there := 0
	for g, procs := range members {
		there += len(procs)
		for _, proc := range procs {
			m := p.met[strayID{proc.PID, proc.Start}]
			if m == nil {
				m = new(meeting)
				p.met[strayID{proc.PID, proc.Start}] = m
				newcomers = append(newcomers, proc)
			}
			m.tick, m.gauge = p.tick, g
		}
	}
	if len(p.met) > 2*there {
		for id, last := range p.met {
			if last.tick != p.tick {
				delete(p.met, id)
			}
		}
	}
	return newcomers
}

// takeIn takes in which sockets there are, and forgets the others, and who of
// the holders is gone. It returns the ports of those processes that the kernel
// has named itself.
func (p *ports) takeIn(listeners []proctable.Listener) (byPID map[int][]int) {
	clear(p.listening)
	for _, l := range listeners {
		switch {
		case l.PID != 0:
			if byPID == nil {
				byPID = make(map[int][]int)
			}
			byPID[l.PID] = append(byPID[l.PID], l.Port)
		case l.Inode != 0:
			p.listening[l.Inode] = l.Port
		}
	}
	for inode, id := range p.holders {
		if _, there := p.listening[inode]; !there || !p.present(id) {
			delete(p.holders, inode) // somebody else may have it too, and is looked for
		}
	}
	for inode := range p.strangers {
		if _, there := p.listening[inode]; !there {
			delete(p.strangers, inode)
		}
	}
	return byPID
}

// present reports whether the process was there at this look.
func (p *ports) present(id strayID) bool {
	last := p.met[id]
	return last != nil && last.tick == p.tick
}

// search looks for the holders of sockets that nobody is known to hold: among
// newcomers for all of them, among everybody for those that are new themselves.
func (p *ports) search(newcomers []proctable.Proc, members map[*gauge][]proctable.Proc) {
	if len(p.listening) > len(p.holders) {
		for _, proc := range newcomers {
			p.ask(proc)
		}
	}
	for _, procs := range members {
		for _, proc := range procs {
			if len(p.listening) == len(p.holders)+len(p.strangers) {
				return
			}
			p.ask(proc)
		}
	}
	for inode := range p.listening {
		if _, held := p.holders[inode]; !held {
			p.strangers[inode] = true
		}
	}
}

// ask looks which of the sockets that nobody is known to hold the process has
// open.
func (p *ports) ask(proc proctable.Proc) {
	held := proctable.Sockets(proc.PID, func(inode uint64) bool {
		_, listening := p.listening[inode]
		_, known := p.holders[inode]
		return listening && !known
	})
	for _, inode := range held {
		p.holders[inode] = strayID{proc.PID, proc.Start}
		delete(p.strangers, inode)
	}
}
