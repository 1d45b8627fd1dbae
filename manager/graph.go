package manager

import (
	"fmt"
	"slices"
	"strings"
)

// graph is who depends on whom, by position in the stack.
type graph struct {
	index      map[string]int
	needs      [][]need // for each process: what it depends on
	dependents [][]int  // for each process: who depends on it
}

type need struct {
	on        int
	condition Condition
	restart   bool // the dependent restarts when what it depends on does
}

// newGraph checks that every dependency exists, that no name stands twice and
// that there is no cycle.
func newGraph(processes []*Process) (*graph, error) {
	g := &graph{
		index:      make(map[string]int, len(processes)),
		needs:      make([][]need, len(processes)),
		dependents: make([][]int, len(processes)),
	}
	for i, p := range processes {
		if _, twice := g.index[p.Name]; twice {
			return nil, fmt.Errorf("processes.%s: defined twice", p.Name)
		}
		g.index[p.Name] = i
	}
	for i, p := range processes {
		for _, d := range p.DependsOn {
			on, ok := g.index[d.Name]
			if !ok {
				return nil, fmt.Errorf("processes.%s: depends on %q, which does not exist", p.Name, d.Name)
			}
			g.needs[i] = append(g.needs[i], need{on: on, condition: d.Condition, restart: d.Restart})
			g.dependents[on] = append(g.dependents[on], i)
		}
	}
	if cycle := g.cycle(); cycle != nil {
		names := make([]string, len(cycle))
		for i, at := range cycle {
			names[i] = processes[at].Name
		}
		return nil, fmt.Errorf("dependencies in a circle: %s", strings.Join(names, " → "))
	}
	return g, nil
}

// cycle returns one cycle, its first element repeated at the end, or nil.
func (g *graph) cycle() []int {
	const (
		unseen = iota
		open
		closed
	)
	mark := make([]int, len(g.needs))
	var path []int
	var visit func(i int) []int
	visit = func(i int) []int {
		switch mark[i] {
		case closed:
			return nil
		case open:
			return append(slices.Clone(path[slices.Index(path, i):]), i)
		}
		mark[i] = open
		path = append(path, i)
		for _, n := range g.needs[i] {
			if cycle := visit(n.on); cycle != nil {
				return cycle
			}
		}
		path = path[:len(path)-1]
		mark[i] = closed
		return nil
	}
	for i := range g.needs {
		if cycle := visit(i); cycle != nil {
			return cycle
		}
	}
	return nil
}

// StartOrder returns the names of the processes in waves: each process stands
// in the first wave in which everything it depends on has come before.
func (s *Stack) StartOrder() ([][]string, error) {
	g, err := newGraph(s.pointers())
	if err != nil {
		return nil, err
	}
	depth := make([]int, len(s.Processes))
	var depthOf func(i int) int
	depthOf = func(i int) int {
		if depth[i] == 0 {
			depth[i] = 1
			for _, n := range g.needs[i] {
				depth[i] = max(depth[i], depthOf(n.on)+1)
			}
		}
		return depth[i]
	}
	var waves [][]string
	for i, p := range s.Processes {
		for len(waves) < depthOf(i) {
			waves = append(waves, nil)
		}
		waves[depthOf(i)-1] = append(waves[depthOf(i)-1], p.Name)
	}
	return waves, nil
}

// pointers returns a pointer to each process.
func (s *Stack) pointers() []*Process {
	all := make([]*Process, len(s.Processes))
	for i := range s.Processes {
		all[i] = &s.Processes[i]
	}
	return all
}
