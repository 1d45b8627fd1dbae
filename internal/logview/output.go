package logview

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"tend/internal/logring"
)

// mostIndexes is how many a process has at most: whoever types a search makes
// a new one with each key.
const mostIndexes = 6

// Output is what one process prints, and what has been looked for in it. It may
// be used from any goroutine.
type Output struct {
	ring *logring.Ring

	mu      sync.Mutex
	indexes []*queriesIndex // the one used last is the last
}

// NewOutput returns the Output of a ring.
func NewOutput(ring *logring.Ring) *Output { return &Output{ring: ring} }

// queriesIndex is the index of all lines that match every one of the queries.
type queriesIndex struct {
	*logring.Index
	queries []logring.Query
}

// index returns the index of the lines that match all of the queries, or nil if
// those are all lines. A new one begins near the line, which is 0 for the
// newest.
func (o *Output) index(near int64, queries []logring.Query) (*logring.Index, error) {
	wanted := make([]logring.Query, 0, len(queries))
	for _, q := range queries {
		if q != (logring.Query{}) && !slices.Contains(wanted, q) {
			wanted = append(wanted, q)
		}
	}
	if len(wanted) == 0 {
		return nil, nil
	}
	slices.SortFunc(wanted, func(a, b logring.Query) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	if found := o.find(wanted); found != nil {
		return found, nil
	}
	var pattern *logring.Pattern
	for _, q := range wanted {
		p, err := q.Compile()
		if err != nil {
			return nil, err
		}
		pattern = p.And(pattern)
	}
	return o.add(&queriesIndex{o.ring.Index(pattern, near), wanted}), nil
}

// find returns the index of the queries, if there is one.
func (o *Output) find(queries []logring.Query) *logring.Index {
	o.mu.Lock()
	defer o.mu.Unlock()
	i := slices.IndexFunc(o.indexes, func(i *queriesIndex) bool { return slices.Equal(i.queries, queries) })
	if i < 0 {
		return nil
	}
	found := o.indexes[i]
	o.indexes = append(slices.Delete(o.indexes, i, i+1), found)
	return found.Index
}

// add keeps an index, in the place of one that has not been used for long,
// unless somebody else was faster.
func (o *Output) add(index *queriesIndex) *logring.Index {
	if other := o.find(index.queries); other != nil {
		return other
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.indexes) == mostIndexes {
		o.indexes = slices.Delete(o.indexes, 0, 1)
	}
	o.indexes = append(o.indexes, index)
	return index.Index
}
