package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
	"tend/manager"
	"tend/tui"
)

// listing prints how processes are.
type listing struct {
	out    *os.File
	names  []string // none: all
	json   bool
	colour bool
	clear  bool // what was printed before is printed over
	rows   int  // that were printed last
	// first is the order; nil: that of the configuration.
	first func(a, b *manager.ProcessView) int
}

// newListing lists the processes of those names, none: all, once or again and
// again.
func newListing(sys *System, names []string, again bool) *listing {
	return &listing{out: sys.Stdout, names: names, colour: useColour(sys), clear: again && isTerminal(sys.Stdout)}
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
	if views, err = chosen(s, l.names); err != nil {
		return nil, fmt.Errorf("cannot show it: %w", err)
	}
	return views, nil
}

func (l *listing) print(s *manager.Snapshot) error {
	views, err := l.only(s)
	if err != nil {
		return err
	}
	if l.first != nil {
		views = slices.Clone(views) // the snapshot's own are not to be moved
		slices.SortStableFunc(views, l.first)
	}
	shown := *s
	shown.Processes = views
	var text bytes.Buffer
	if l.json {
		if err := json.NewEncoder(&text).Encode(wire.StateOf(&shown, nil)); err != nil {
			return err
		}
	} else {
		l.draw(&text, l.table(views, time.Now()))
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

// draw writes lines, over those that were written before if that is what is done:
// no more of them then, and none longer, than the terminal can show at once.
func (l *listing) draw(w io.Writer, lines []string) {
	if l.clear {
		if l.rows > 0 {
			fmt.Fprintf(w, "\x1b[%dA\x1b[J", l.rows)
		}
		lines = l.fit(lines)
		l.rows = len(lines)
	}
	for _, line := range lines {
		fmt.Fprintln(w, line)
	}
}

// fit cuts lines to the size of the terminal; the cursor stands below them.
func (l *listing) fit(lines []string) []string {
	cols, rows, err := term.GetSize(l.out.Fd())
	if err != nil || cols < 1 || rows < 3 {
		return lines // a terminal without a size shows what it shows
	}
	if more := len(lines) - (rows - 1); more > 0 {
		lines = append(lines[:rows-2:rows-2], fmt.Sprintf("… and %d more", more+1))
	}
	for i, line := range lines {
		lines[i] = ansi.Truncate(line, cols, "…")
	}
	return lines
}

// table makes lines of columns, and leaves out columns that nobody fills.
func (l *listing) table(views []*manager.ProcessView, now time.Time) []string {
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
	lines := make([]string, 0, len(rows))
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
		lines = append(lines, string(bytes.TrimRight(line.Bytes(), " ")))
	}
	return lines
}

// number writes a number, and nothing for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
