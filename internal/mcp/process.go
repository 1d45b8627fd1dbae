package mcp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tend/manager"
	"tend/tui"
)

// process is how a process is.
type process struct {
	Name  string `json:"name"`
	Group string `json:"group,omitempty"`
	State string `json:"state" jsonschema:"one of: not started, waiting, starting, running, ready, stopping, killing, stuck, stopped, done, exited, failed, backoff, gave up, scheduled"`
	Words string `json:"words" jsonschema:"the state as people are told it"`
	Ready bool   `json:"ready"`
	// Attention is set if somebody ought to look at it.
	Attention bool   `json:"attention,omitempty" jsonschema:"it asks for somebody's attention"`
	Problem   string `json:"problem,omitempty" jsonschema:"what went wrong"`
	PID       int    `json:"pid,omitempty"`
	Uptime    int    `json:"uptime_seconds,omitempty"`
	ExitCode  *int   `json:"exit_code,omitempty" jsonschema:"of the last run, once it is over"`
	Restarts  int    `json:"restarts,omitempty" jsonschema:"by tend, since it was last started by hand"`
	Ports     []int  `json:"ports,omitempty" jsonschema:"TCP ports that it listens on"`
	Memory    string `json:"memory,omitempty"`
	CPU       string `json:"cpu,omitempty" jsonschema:"percent of one core"`
}

func processOf(v *manager.ProcessView, now time.Time) process {
	d := tui.Describe(v, now)
	p := process{
		Name: v.Name, Group: v.Group, State: v.Status.String(), Words: printable(d.Words), Ready: v.Ready, Attention: d.Bad,
		Problem: printable(v.Problem), Restarts: v.Restarts, Memory: d.Memory, CPU: d.CPU,
	}
	switch {
	case v.Status.Active():
		p.PID, p.Ports = v.PID, v.Ports
		if !v.StartedAt.IsZero() {
			p.Uptime = int(max(0, now.Sub(v.StartedAt)).Seconds())
		}
	case v.Exit != nil && v.Exit.Code >= 0: // no signal ended it
		p.ExitCode = &v.Exit.Code
	}
	if d.Since != "" && !v.Status.Active() {
		p.Words += ", " + d.Since
	}
	return p
}

// text is the process in a line.
func (p *process) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", p.Name, p.Words)
	if p.Problem != "" && !strings.Contains(p.Words, p.Problem) {
		fmt.Fprintf(&b, "; problem: %s", p.Problem)
	}
	if p.ExitCode != nil && *p.ExitCode != 0 && !strings.Contains(p.Words, "exit") {
		fmt.Fprintf(&b, "; exit code %d", *p.ExitCode)
	}
	if p.PID != 0 {
		fmt.Fprintf(&b, "; pid %d", p.PID)
	}
	if p.Uptime > 0 {
		fmt.Fprintf(&b, "; up %s", time.Duration(p.Uptime)*time.Second)
	}
	if len(p.Ports) > 0 {
		fmt.Fprintf(&b, "; ports %s", strings.Trim(fmt.Sprint(p.Ports), "[]"))
	}
	if p.Restarts > 0 {
		fmt.Fprintf(&b, "; restarts %d", p.Restarts)
	}
	return b.String()
}

// snapshot asks how the stack is.
func (c *call) snapshot(ctx context.Context) (*manager.Snapshot, error) {
	state, err := c.State(ctx)
	if err != nil {
		return nil, err
	}
	return state.Snapshot(nil)
}

// views returns the processes of some names, each once: their own, or one that
// replicas share. No names are all processes.
func views(s *manager.Snapshot, names []string) ([]*manager.ProcessView, error) {
	if len(names) == 0 {
		return s.Processes, nil
	}
	var chosen []*manager.ProcessView
	taken := make(map[*manager.ProcessView]bool)
	for _, name := range names {
		found := false
		for _, v := range s.Processes {
			if v.Name != name && v.Family != name {
				continue
			}
			found = true
			if !taken[v] {
				taken[v], chosen = true, append(chosen, v)
			}
		}
		if !found {
			return nil, unknown(s, name)
		}
	}
	return chosen, nil
}

// unknown says that there is no such process, and which there are.
func unknown(s *manager.Snapshot, name string) error {
	const most = 50
	var all []string
	for _, v := range s.Processes {
		all = append(all, v.Name)
	}
	if len(all) == 0 {
		return errors.New("there is no process at all in this session")
	}
	more := ""
	if len(all) > most {
		more = fmt.Sprintf(" and %d more", len(all)-most)
		all = all[:most]
	}
	return fmt.Errorf("%w; there are: %s%s", &manager.UnknownError{Name: name}, strings.Join(all, ", "), more)
}

// namesOf are the names of processes.
func namesOf(views []*manager.ProcessView) []string {
	names := make([]string, 0, len(views))
	for _, v := range views {
		names = append(names, v.Name)
	}
	return names
}
