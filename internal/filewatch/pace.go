package filewatch

import "time"

const (
	// named is how many files a Change names.
	named = 10
	// A storm that does not end is told of after this many times the debounce,
	// but not sooner than patience.
	storm    = 10
	patience = 2 * time.Second
)

// pace decides when a change is told. It reads no clock.
type pace struct {
	debounce    time.Duration
	first, last time.Time // of the changes that have not been told
	seen        map[string]bool
	change      Change
}

// add takes in a changed file, or, without a name, that some have been lost.
func (p *pace) add(path string, now time.Time) {
	if p.first.IsZero() {
		p.first = now
	}
	p.last = now
	switch {
	case path == "":
		p.change.Lost = true
	case p.seen[path]:
	case len(p.change.Paths) < named:
		p.change.Paths = append(p.change.Paths, path)
		fallthrough
	default:
		if p.seen == nil {
			p.seen = make(map[string]bool)
		}
		p.seen[path] = true
		p.change.More = len(p.seen) - len(p.change.Paths)
	}
}

// due returns when the changes are to be told; the zero time if there are none.
func (p *pace) due() time.Time {
	if p.first.IsZero() {
		return time.Time{}
	}
	quiet, latest := p.last.Add(p.debounce), p.first.Add(max(storm*p.debounce, patience))
	if quiet.Before(latest) {
		return quiet
	}
	return latest
}

// take returns the changes, once.
func (p *pace) take() Change {
	change := p.change
	*p = pace{debounce: p.debounce}
	return change
}
