package cli

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"tend/manager"
)

func newCheck(sys *System, from *source) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Say what is wrong with the configuration, or print the start order",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			load, err := from.loader(sys)
			if err != nil {
				return err
			}
			cfg, err := load()
			if err != nil {
				return err
			}
			for _, note := range cfg.Notes {
				fmt.Fprintln(cmd.ErrOrStderr(), note)
			}
			return printOrder(cmd.OutOrStdout(), &cfg.Stack)
		},
	}
}

// printOrder prints the processes as a tree: each hangs from what it waits for
// longest, and says all that it waits for.
func printOrder(w io.Writer, stack *manager.Stack) error {
	waves, err := stack.StartOrder()
	if err != nil {
		return err
	}
	t := &orderTree{processes: make(map[string]*manager.Process), below: make(map[string][]string), wave: make(map[string]int)}
	for i, names := range waves {
		for _, name := range names {
			t.wave[name] = i
		}
	}
	for i := range stack.Processes {
		p := &stack.Processes[i]
		t.processes[p.Name] = p
		above := t.above(p)
		t.below[above] = append(t.below[above], p.Name)
	}
	t.measure("", 1)
	noun := "processes"
	if len(stack.Processes) == 1 {
		noun = "process"
	}
	fmt.Fprintf(w, "%s: %d %s, each below what it waits for\n", stack.Source, len(stack.Processes), noun)
	return t.print(w, "", "  ")
}

// orderTree is the stack as a tree; the roots are below "".
type orderTree struct {
	processes map[string]*manager.Process
	below     map[string][]string
	wave      map[string]int // which starts no earlier than those with less
	width     int            // of the widest name with what stands before it
}

// above returns the dependency that a process hangs from: the one that starts
// last.
func (t *orderTree) above(p *manager.Process) string {
	above := ""
	for _, d := range p.DependsOn {
		if above == "" || t.wave[d.Name] > t.wave[above] {
			above = d.Name
		}
	}
	return above
}

func (t *orderTree) measure(name string, depth int) {
	for _, child := range t.below[name] {
		t.width = max(t.width, branchWidth*(depth-1)+len(child))
		t.measure(child, depth+1)
	}
}

const branchWidth = len("|-- ") // drawn with lines, which are of one cell too

func (t *orderTree) print(w io.Writer, name, indent string) error {
	for i, child := range t.below[name] {
		branch, beyond := "├── ", "│   "
		if i == len(t.below[name])-1 {
			branch, beyond = "└── ", "    "
		}
		if name == "" {
			branch, beyond = "", ""
		}
		line := indent + branch + child
		if about := about(t.processes[child]); about != "" {
			gap := t.width + len("  ") - utf8.RuneCountInString(line)
			line += strings.Repeat(" ", max(gap, 0)) + "  " + about
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
		if err := t.print(w, child, indent+beyond); err != nil {
			return err
		}
	}
	return nil
}

// about says when a process starts, beyond "with the stack".
func about(p *manager.Process) string {
	var parts []string
	switch {
	case !p.Autostart:
		parts = append(parts, "by hand")
	case p.Schedule != nil:
		parts = append(parts, "runs "+p.Schedule.Text)
	}
	var conditions []string
	for _, d := range p.DependsOn {
		condition := fmt.Sprintf("%s is %s", d.Name, d.Condition)
		if d.Restart {
			condition += " (restarts with it)"
		}
		conditions = append(conditions, condition)
	}
	if len(conditions) > 0 {
		parts = append(parts, "once "+strings.Join(conditions, " and "))
	}
	return strings.Join(parts, ", ")
}
