package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/remote/client"
	"tend/internal/remote/wire"
)

func newLogs(sys *System, from *source) *cobra.Command {
	var ask logFlags
	var as logFormat
	cmd := &cobra.Command{
		Use:   "logs [NAME...]",
		Short: "Print what processes of the running session have printed",
		Long: `Print the lines that are kept of processes of the running session, in the order in
which they arrived: of all of them, or of those named. Unless it is one alone that is
named, each line has the name of its process in front. A NAME that replicas share
means all of them. Colours are kept where this is a terminal.`,
		Example: "  tend logs -f api worker\n  tend logs --since 10m --grep 'timeout|refused' -E\n  tend logs api --json | jq -r .text",
	}
	t := onSession(cmd, sys, from)
	flags := cmd.Flags()
	flags.BoolVarP(&ask.follow, "follow", "f", false, "go on with what comes, until the session ends")
	flags.IntVarP(&ask.tail, "lines", "n", -1, "only the `N` newest lines, and what comes with -f (default: all)")
	flags.Lookup("lines").DefValue = "0" // which nobody is told: it is in the words
	flags.StringVar(&ask.since, "since", "", "only what is not older than a `time`: 10m, 15:04, 2006-01-02T15:04:05")
	flags.StringVar(&ask.grep, "grep", "", "only lines with this `text`; its case counts if it has an upper case letter")
	flags.BoolVarP(&ask.regexp, "regexp", "E", false, "the text of --grep is a regular expression of Go")
	flags.BoolVarP(&ask.invert, "invert", "v", false, "only lines without the text of --grep")
	flags.BoolVar(&as.json, "json", false, "print an object a line, as docs/api.md describes a line")
	flags.BoolVarP(&as.times, "timestamps", "t", false, "print when each line arrived")
	flags.BoolVar(&as.bare, "no-prefix", false, "print no names")
	for _, flag := range []string{"lines", "since", "grep"} {
		completeFlag(cmd, flag, cobra.NoFileCompletions)
	}
	cmd.ValidArgsFunction = t.completeNames
	cmd.RunE = func(cmd *cobra.Command, names []string) error {
		options, err := ask.options(names, time.Now())
		if err != nil {
			return usageError{err}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		defer c.Close()
		return printLogs(cmd.Context(), sys, c, options, as)
	}
	return cmd
}

// logFlags say which lines are printed.
type logFlags struct {
	follow, regexp, invert bool
	tail                   int
	since, grep            string
}

// options checks the flags.
func (f *logFlags) options(names []string, now time.Time) (o client.LogOptions, err error) {
	o = client.LogOptions{Processes: names, Tail: f.tail, Follow: f.follow}
	if f.tail < -1 {
		return o, fmt.Errorf("--lines %d is no number of lines", f.tail)
	}
	if f.since != "" {
		if o.Since, err = parseSince(f.since, now); err != nil {
			return o, err
		}
	}
	switch {
	case f.grep != "":
		o.Grep = &wire.Text{Text: f.grep, Regexp: f.regexp, Not: f.invert}
	case f.regexp || f.invert:
		return o, errors.New("--regexp and --invert say what --grep means: give it the text to look for")
	}
	if f.regexp {
		if _, err := regexp.Compile(f.grep); err != nil {
			return o, fmt.Errorf("--grep: %w", err)
		}
	}
	return o, nil
}

// printLogs prints lines until all have been, or the session is over.
func printLogs(ctx context.Context, sys *System, c *client.Client, o client.LogOptions, as logFormat) (err error) {
	state, err := c.State(ctx)
	if err != nil {
		return err
	}
	snapshot, err := state.Snapshot(nil)
	if err != nil {
		return err
	}
	views := snapshot.Processes
	if len(o.Processes) > 0 {
		if views, err = chosen(snapshot, o.Processes); err != nil {
			return fmt.Errorf("cannot print what it has said: %w", err)
		}
	}
	p := logPrinter{logFormat: as, colour: useColour(sys)}
	if !as.bare && (len(o.Processes) == 0 || len(views) > 1) {
		p.prefixes = newPrefixes(views, p.colour)
	}
	out := newOutlet(sys.Stdout)
	err = c.Logs(ctx, o, func(line *wire.LogLine, missed *wire.Missed) error {
		if missed != nil {
			fmt.Fprintf(sys.Stderr, "tend: %d lines of %s are missing here: they had to give way to newer ones before they were read\n", missed.Lines, missed.Process)
			return nil
		}
		text, err := p.line(line)
		if err == nil {
			_, err = out.Write(text)
		}
		return err
	})
	if written := out.Close(); written != nil {
		err = unprinted(written)
	}
	return err
}

// parseSince reads a moment: how long ago, or a time of this day or of another.
func parseSince(text string, now time.Time) (time.Time, error) {
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return at, nil
		}
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		clock, err := time.ParseInLocation(layout, text, now.Location())
		if err != nil {
			continue
		}
		at := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, now.Location())
		if at.After(now) {
			at = at.AddDate(0, 0, -1) // that time was yesterday
		}
		return at, nil
	}
	return time.Time{}, fmt.Errorf("--since %s is no time: say how long ago, such as 10m or 2h, or when: 15:04, %s", text, strings.Join([]string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z"}, ", "))
}
