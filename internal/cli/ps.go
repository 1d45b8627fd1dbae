package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/tui"
)

func newPs(sys *System, from *source) *cobra.Command {
	var asJSON, watch bool
	cmd := &cobra.Command{
		Use:   "ps [NAME...]",
		Short: "Show how the processes of the running session are",
		Long:  "Show how the processes of the running session are (NAMEs: only these).\nIts exit code says nothing of the processes: “tend wait” does that.",
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON, as docs/api.md describes the state; with --watch, an object a line")
	cmd.Flags().BoolVarP(&watch, "watch", "w", false, "show it again whenever something changes, with figures, until the session ends")
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		list := &listing{out: sys.Stdout, names: names, json: asJSON, colour: useColour(sys), clear: watch && isTerminal(sys.Stdout)}
		if watch {
			return list.follow(cmd.Context(), c)
		}
		state, err := c.State(cmd.Context())
		if err != nil {
			return err
		}
		snapshot, err := state.Snapshot(nil)
		if err != nil {
			return err
		}
		return list.print(snapshot)
	}
	return cmd
}

// listing prints how processes are.
type listing struct {
	out    *os.File
	names  []string // none: all
	json   bool
	colour bool
	clear  bool // what was printed before is printed over
	rows   int  // that were printed last
}

// follow prints whenever something changes.
func (l *listing) follow(ctx context.Context, c *client.Client) error {
	stack, err := client.Attach(ctx, c)
	if err != nil {
		return err
	}
	defer stack.Close()
	stack.Look(true)
	for changes := stack.Changes(ctx); ; {
		<-changes
		s := stack.Snapshot()
		if err := l.print(s); err != nil || s.Phase == manager.Closed {
			return errors.Join(err, stack.Err())
		}
	}
}

// only returns the processes that were named, by their own name or that which
// replicas share.
func (l *listing) only(s *manager.Snapshot) (views []*manager.ProcessView, err error) {
	if len(l.names) == 0 {
		return s.Processes, nil
	}
	for _, name := range l.names {
		found := false
		for _, v := range s.Processes {
			if v.Name == name || v.Family == name {
				found, views = true, append(views, v)
			}
		}
		if !found {
			return nil, fmt.Errorf("cannot show %s: %w", name, &manager.UnknownError{Name: name})
		}
	}
	return views, nil
}

func (l *listing) print(s *manager.Snapshot) error {
	views, err := l.only(s)
	if err != nil {
		return err
	}
	shown := *s
	shown.Processes = views
	var text bytes.Buffer
	if l.json {
		if err := json.NewEncoder(&text).Encode(wire.StateOf(&shown, nil)); err != nil {
			return err
		}
	} else {
		if l.clear && l.rows > 0 {
			fmt.Fprintf(&text, "\x1b[%dA\x1b[J", l.rows)
		}
		l.rows = l.table(&text, views, time.Now())
	}
	if _, err := l.out.Write(text.Bytes()); err != nil {
		return fmt.Errorf("cannot print: %w", err)
	}
	return nil
}

// cell is a text of a table with its colour: an SGR code, 0 for none.
type cell struct {
	text   string
	colour int
}

const (
	red, green, faintly = 31, 32, 2
)

// table prints rows in columns, leaves out columns that nobody fills, and returns
// how many rows those were.
func (l *listing) table(w io.Writer, views []*manager.ProcessView, now time.Time) int {
	rows := [][]cell{{{"NAME", 0}, {"STATE", 0}, {"SINCE", 0}, {"PID", 0}, {"CPU", 0}, {"MEM", 0}, {"PORTS", 0}, {"RESTARTS", 0}}}
	for _, v := range views {
		d := tui.Describe(v, now)
		colour := faintly
		switch {
		case d.Bad:
			colour = red
		case d.Fine:
			colour = green
		}
		rows = append(rows, []cell{
			{v.Name, 0}, {d.Glyph + " " + d.Words, colour}, {d.Since, 0}, {number(v.PID), 0},
			{d.CPU, 0}, {d.Memory, 0}, {d.Ports, 0}, {number(v.Restarts), 0},
		})
	}
	widths := make([]int, len(rows[0]))
	for i := range widths {
		for _, row := range rows[1:] {
			if row[i].text != "" {
				widths[i] = max(widths[i], ansi.StringWidth(row[i].text), len(rows[0][i].text))
			}
		}
	}
	for _, row := range rows {
		var line bytes.Buffer
		for i, c := range row {
			if widths[i] == 0 {
				continue
			}
			pad := widths[i] - ansi.StringWidth(c.text) + 2
			if l.colour && c.colour != 0 {
				c.text = fmt.Sprintf("\x1b[%dm%s\x1b[0m", c.colour, c.text)
			}
			fmt.Fprintf(&line, "%s%*s", c.text, pad, "")
		}
		fmt.Fprintf(w, "%s\n", bytes.TrimRight(line.Bytes(), " "))
	}
	return len(rows)
}

// number writes a number, and nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
