package processcontrol

import (
	"fmt"
	"time"

	"tend/internal/proctable"
)

// Member is one of the processes that a run consists of.
type Member struct {
	PID, PPID int
	Command   []string // its arguments, or in place of them its name
	Memory    int64    // resident bytes
	CPU       time.Duration
	Zombie    bool // it has ended, and its parent has not asked how
}

// Tree returns the processes of the present run, the first one first, each after
// its parent; none if nothing runs. It reads the process table, which takes
// milliseconds.
func (c *Control) Tree() ([]Member, error) {
	c.mu.Lock()
	r := c.run
	c.mu.Unlock()
	if r == nil {
		return nil, nil
	}
	select {
	case <-r.execed:
	default:
		return nil, nil
	}
	if r.process == nil {
		return nil, nil // it could not be started
	}
	table, err := c.host.table.Fresh()
	if err != nil {
		return nil, fmt.Errorf("cannot tell what %s consists of: %w", c.name, err)
	}
	strays, _ := c.host.families.strays(table, r.cookie)
	if r.group != nil {
		contained, err := r.group.PIDs()
		if err != nil {
			return nil, fmt.Errorf("cannot tell what is in the control group of %s: %w", c.name, err)
		}
		strays = append(strays, contained...)
	}
	belongs := make(map[int]bool, len(strays))
	for _, pid := range strays {
		belongs[pid] = true
	}
	family := table.Family(r.process.pid, func(p proctable.Proc) bool { return belongs[p.PID] })
	return inOrder(family), nil
}

// inOrder puts each process after its parent, and makes Members of them.
func inOrder(family []proctable.Proc) []Member {
	present := make(map[int]bool, len(family))
	for _, p := range family {
		present[p.PID] = true
	}
	children := make(map[int][]proctable.Proc)
	for _, p := range family {
		parent := p.PPID
		if !present[parent] {
			parent = 0 // that is not one of them
		}
		children[parent] = append(children[parent], p)
	}
	members := make([]Member, 0, len(family))
	var add func(parent int)
	add = func(parent int) {
		for _, p := range children[parent] {
			members = append(members, Member{
				PID: p.PID, PPID: p.PPID, Command: proctable.Command(p.PID), Memory: p.RSS, CPU: p.CPU, Zombie: p.Zombie,
			})
			add(p.PID)
		}
	}
	add(0)
	return members
}
