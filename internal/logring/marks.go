package logring

import "math/bits"

const (
	chunkLines = 4096
	groupLines = chunkLines * 64
)

// marks is a set of line numbers: a bit for each line, in chunks and groups of
// chunks that know how many they hold. Those that hold none are absent.
type marks struct {
	groups map[int64]*group // by line number / groupLines
	lo, hi int64            // groups lie from lo to hi, hi left out
	count  int64
}

type group struct {
	count  int
	chunks [groupLines / chunkLines]*chunk
}

type chunk struct {
	count int
	words [chunkLines / 64]uint64
}

// full stands for all chunks that lack no line. It is never written to.
var full = func() *chunk {
	c := &chunk{count: chunkLines}
	for i := range c.words {
		c.words[i] = ^uint64(0)
	}
	return c
}()

// add adds numbers that were not in the set.
func (m *marks) add(h *hits) {
	for i := 0; i < len(h.words); {
		n := (h.from>>6 + int64(i)) << 6
		// The words of the chunk that holds n.
		first := int(n % chunkLines / 64)
		words := h.words[i:min(len(h.words), i+chunkLines/64-first)]
		i += len(words)
		count := 0
		for _, w := range words {
			count += bits.OnesCount64(w)
		}
		if count > 0 {
			m.merge(n, first, words, count)
		}
	}
}

// merge adds to the chunk that holds line n some words with count lines.
func (m *marks) merge(n int64, first int, words []uint64, count int) {
	g := m.grow(n / groupLines)
	slot := &g.chunks[n%groupLines/chunkLines]
	if *slot == nil {
		*slot = new(chunk)
	}
	c := *slot
	for j, w := range words {
		c.words[first+j] |= w
	}
	c.count += count
	g.count += count
	m.count += int64(count)
	if c.count == chunkLines {
		*slot = full
	}
}

// grow returns a group, which is there from now on.
func (m *marks) grow(i int64) *group {
	g := m.groups[i]
	if g != nil {
		return g
	}
	if len(m.groups) == 0 {
		m.groups = make(map[int64]*group)
		m.lo, m.hi = i, i
	}
	g = new(group)
	m.groups[i] = g
	m.lo, m.hi = min(m.lo, i), max(m.hi, i+1)
	return g
}

// cut takes out all numbers below n.
func (m *marks) cut(n int64) {
	for ; m.lo < min(n/groupLines, m.hi); m.lo++ {
		if g := m.groups[m.lo]; g != nil {
			m.count -= int64(g.count)
			delete(m.groups, m.lo)
		}
	}
	g := m.groups[n/groupLines]
	if g == nil {
		return
	}
	k := int(n % groupLines / chunkLines)
	before := g.count
	for i := range g.chunks[:k] {
		if c := g.chunks[i]; c != nil {
			g.count -= c.count
			g.chunks[i] = nil
		}
	}
	if c := g.chunks[k]; c != nil && n%chunkLines > 0 {
		g.count -= c.count
		g.chunks[k] = nil
		if c = c.from(int(n % chunkLines)); c.count > 0 {
			g.chunks[k] = c
			g.count += c.count
		}
	}
	m.count -= int64(before - g.count)
	if g.count == 0 {
		delete(m.groups, n/groupLines)
	}
}

// from returns the chunk without its first k lines. It may be the same, changed.
func (c *chunk) from(k int) *chunk {
	if c == full {
		c = &chunk{count: full.count, words: full.words}
	}
	clear(c.words[:k/64])
	c.words[k/64] &^= 1<<(k%64) - 1
	c.count = 0
	for _, w := range c.words {
		c.count += bits.OnesCount64(w)
	}
	return c
}

// below returns how many numbers are below n.
func (m *marks) below(n int64) int64 {
	n = max(n, 0)
	var count int64
	for i := m.lo; i < min(n/groupLines, m.hi); i++ {
		if g := m.groups[i]; g != nil {
			count += int64(g.count)
		}
	}
	g := m.groups[n/groupLines]
	if g == nil {
		return count
	}
	k := n % groupLines / chunkLines
	for _, c := range g.chunks[:k] {
		if c != nil {
			count += int64(c.count)
		}
	}
	if c := g.chunks[k]; c != nil {
		bit := n % chunkLines
		for _, w := range c.words[:bit/64] {
			count += int64(bits.OnesCount64(w))
		}
		count += int64(bits.OnesCount64(c.words[bit/64] & (1<<(bit%64) - 1)))
	}
	return count
}

// word returns the word that holds line n's bit, and, if it is empty, how many
// more lines from its first one on are known to be unmarked besides: nothing
// there is worth a look.
func (m *marks) word(n int64) (w uint64, lines int64) {
	g := m.groups[n/groupLines]
	if g == nil {
		return 0, groupLines
	}
	c := g.chunks[n%groupLines/chunkLines]
	if c == nil {
		return 0, chunkLines
	}
	return c.words[n%chunkLines/64], 64
}

// from appends the first count numbers from n on, in order.
func (m *marks) from(dst []int64, n int64, count int) []int64 {
	n = max(n, m.lo*groupLines)
	for end := m.hi * groupLines; n < end && count > 0; {
		w, lines := m.word(n)
		start := n &^ (lines - 1)
		if lines == 64 {
			w &^= 1<<(n&63) - 1
			for ; w != 0 && count > 0; count-- {
				dst = append(dst, start+int64(bits.TrailingZeros64(w)))
				w &= w - 1
			}
		}
		n = start + lines
	}
	return dst
}

// before appends the last count numbers below n, from the last on.
func (m *marks) before(dst []int64, n int64, count int) []int64 {
	n = min(n, m.hi*groupLines)
	for end := m.lo * groupLines; n > end && count > 0; {
		w, lines := m.word(n - 1)
		start := (n - 1) &^ (lines - 1)
		if lines == 64 {
			if n-start < 64 {
				w &= 1<<(n-start) - 1
			}
			for ; w != 0 && count > 0; count-- {
				k := 63 - bits.LeadingZeros64(w)
				dst = append(dst, start+int64(k))
				w &^= 1 << k
			}
		}
		n = start
	}
	return dst
}
