package proctable

// Pursuit ends processes that fork faster than the table can be read: each has
// ended before it is signalled, and has started the next. The zero value is ready
// to use, by one goroutine.
type Pursuit struct {
	seen map[identity]bool // nil before the first look
}

// identity names a process for good.
type identity struct {
	pid   int
	start uint64
}

// After is called after each look, with what it found and has been signalled; all
// is false if there may be more. If somebody is new since the last look, it
// follows the numbers that the kernel hands out for some milliseconds, and sends
// SIGKILL to whoever is the quarry, which it calls with the process as it is at
// that moment. It returns how many that were. Where numbers cannot be followed,
// on other platforms than Linux, it does nothing.
func (p *Pursuit) After(found []Proc, all bool, quarry func(Proc) bool) (caught int, err error) {
	fresh := p.seen != nil && !all
	next := make(map[identity]bool, len(found))
	for _, f := range found {
		id := identity{f.PID, f.Start}
		next[id] = true
		fresh = fresh || p.seen != nil && !p.seen[id]
	}
	p.seen = next
	if !fresh {
		return 0, nil
	}
	return chase(quarry)
}
