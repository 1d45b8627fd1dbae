package client

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"time"

	"tend/internal/remote/wire"
)

// LogOptions say which lines.
type LogOptions struct {
	Processes []string   // none: all, with those that a reload brings; replicas share a name
	Tail      int        // how many of the newest to begin with; negative: all
	Since     time.Time  // none before; zero: no bound
	Grep      *wire.Text // only lines that match; nil: all
	Follow    bool       // go on with what comes, until the session is over
}

// Logs calls each with every line, in the order in which they arrived, and with
// what was missed: lines that had to give way to newer ones before they were read.
// Exactly one of line and missed is there. It returns once all has been told, when
// ctx ends, or when each returns an error, which is returned. What has no end yet
// is not told.
func (c *Client) Logs(ctx context.Context, o LogOptions, each func(line *wire.LogLine, missed *wire.Missed) error) error {
	whole := false
	err := c.Events(ctx, "/logs/stream?"+o.query().Encode(), func(e Event) error {
		switch e.Name {
		case "line":
			var line wire.LogLine
			if err := json.Unmarshal(e.Data, &line); err != nil {
				return &LostError{err}
			}
			return each(&line, nil)
		case "missed":
			var missed wire.Missed
			if err := json.Unmarshal(e.Data, &missed); err != nil {
				return &LostError{err}
			}
			return each(nil, &missed)
		case "end":
			whole = true
		}
		return nil
	})
	if err == nil && !whole {
		return &LostError{errEnded}
	}
	return err
}

// query is what follows the path.
func (o *LogOptions) query() url.Values {
	q := url.Values{"process": o.Processes, "follow": {strconv.FormatBool(o.Follow)}}
	if o.Tail >= 0 {
		q.Set("tail", strconv.Itoa(o.Tail))
	}
	if !o.Since.IsZero() {
		q.Set("since", o.Since.Format(time.RFC3339Nano))
	}
	if g := o.Grep; g != nil {
		q.Set("grep", g.Text)
		q.Set("regexp", strconv.FormatBool(g.Regexp))
		q.Set("invert", strconv.FormatBool(g.Not))
	}
	return q
}
