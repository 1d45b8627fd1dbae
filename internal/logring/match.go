package logring

import (
	"bytes"
	"regexp"
)

// Match looks for re in what the process wrote: in complete lines numbered
// from and above, without their colours, one line at a time; tend's own notes
// are left out. It returns the number to go on from, which is the one behind
// the line found, or behind the last one looked at. Lines that are dropped
// before they are looked at are skipped. Lines that arrive meanwhile may wait
// for the next call, so that it returns however fast a process writes.
func (r *Ring) Match(from int64, re *regexp.Regexp) (next int64, found bool) {
	rd := readers.Get().(*reader)
	defer rd.done()
	end := r.newestNumber()
	for next = from; ; {
		v, ok := r.takeAt(next)
		if !ok {
			return max(next, 1), false
		}
		rd.views = append(rd.views[:0], v)
		next, found = rd.match(&v, max(next, v.first), re)
		if found {
			return next, true
		}
		rd.views[0].letGo()
		rd.views = rd.views[:0]
		if next >= end {
			return next, false
		}
	}
}

func (r *Ring) newestNumber() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next
}

func (r *Ring) oldestNumber() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.first()
}

// takeAt takes the block that holds line n, or the oldest if that is gone. It
// reports false if there is no such line yet.
func (r *Ring) takeAt(n int64) (view, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n >= r.next || len(r.blocks) == 0 {
		return view{}, false
	}
	return r.blocks[r.find(n)].take(), true
}

// match looks at the lines of a view from number n on.
func (rd *reader) match(v *view, n int64, re *regexp.Regexp) (next int64, found bool) {
	off := v.seek(int(n - v.first))
	i := v.runAt(off)
	for ; n < v.first+int64(v.lines); n++ {
		for i+1 < len(v.runs) && int(v.runs[i+1].off) <= off {
			i++
		}
		end := off + bytes.IndexByte(v.data[off:], '\n')
		if v.runs[i].stream != Note {
			rd.text = showLine(rd.text[:0], v.data[off:end])
			if re.Match(rd.text) {
				return n + 1, true
			}
		}
		off = end + 1
	}
	return n, false
}
