package config

import (
	"cmp"
	"slices"

	"github.com/BurntSushi/toml"
)

// merged is several documents laid over each other, the later over the
// earlier: tables are merged key by key, everything else is replaced as a
// whole. It tells the place of every value in the file that the value is from.
type merged struct {
	docs []*document
	raw  map[string]any
	// owner has, for a key that a later document brought or replaced, which
	// one. It owns all that is below the key, until one after it does.
	owner map[string]int
}

// merge lays the documents, of which there is at least one, over each other.
// Their tables become those of the result.
func merge(docs ...*document) *merged {
	m := &merged{docs: docs, raw: docs[0].raw, owner: map[string]int{}}
	if m.raw == nil {
		m.raw = map[string]any{}
	}
	for i, d := range docs[1:] {
		m.lay(nil, m.raw, d.raw, i+1)
	}
	return m
}

func (m *merged) lay(path toml.Key, under, over map[string]any, doc int) {
	for name, value := range over {
		key := join(path, name)
		lower, isTable := under[name].(map[string]any)
		if upper, ok := value.(map[string]any); ok && isTable {
			m.lay(key, lower, upper, doc)
			continue
		}
		under[name] = value
		m.owner[key.String()] = doc
	}
}

// from is the document that a key has its value from. Without a value, it is
// the one of the table around it.
func (m *merged) from(key toml.Key) *document {
	owner := 0
	for n := 1; n <= len(key); n++ {
		owner = max(owner, m.owner[key[:n].String()])
	}
	return m.docs[owner]
}

// place is where the value of a key stands.
func (m *merged) place(key toml.Key, element string) (file string, line int) {
	d := m.from(key)
	return d.file, d.at.line(key, element)
}

// bare is the value of a key as it is written, where it is a number, a boolean
// or a date.
func (m *merged) bare(key toml.Key) string { return m.from(key).at.marks[key.String()].bare }

// order lists the keys of a table in the order of their first mention: what a
// later document has to say about a process does not move it.
func (m *merged) order(path toml.Key, table map[string]any) []string {
	type ranked struct {
		name      string
		doc, rank int
	}
	names := make([]ranked, 0, len(table))
	for name := range table {
		r, key := ranked{name: name}, join(path, name).String()
		for i, d := range m.docs {
			if mark, ok := d.at.marks[key]; ok {
				r.doc, r.rank = i, mark.rank
				break
			}
		}
		names = append(names, r)
	}
	slices.SortFunc(names, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.doc, b.doc), cmp.Compare(a.rank, b.rank), cmp.Compare(a.name, b.name))
	})
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = n.name
	}
	return out
}

// sortPlaces sorts by file, in the order of the documents, and by line. What is of
// one line stays in the order in which it was found, and nothing is there twice:
// a mistake of three replicas is one mistake.
func sortPlaces[T comparable](m *merged, all []T, place func(T) (file string, line int)) []T {
	rank := make(map[string]int, len(m.docs))
	for i, d := range slices.Backward(m.docs) {
		rank[d.file] = i
	}
	slices.SortStableFunc(all, func(a, b T) int {
		fileA, lineA := place(a)
		fileB, lineB := place(b)
		return cmp.Or(cmp.Compare(rank[fileA], rank[fileB]), cmp.Compare(lineA, lineB))
	})
	seen := make(map[T]bool, len(all))
	return slices.DeleteFunc(all, func(v T) bool {
		twice := seen[v]
		seen[v] = true
		return twice
	})
}
