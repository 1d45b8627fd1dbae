package mcp

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tend/internal/remote/wire"
)

// cursorOf writes a position so that a model can hand it back.
func cursorOf(l *wire.LogLine) string {
	return fmt.Sprintf("%s:%d:%d", l.Process, l.Number, l.Time.UnixNano())
}

// positionOf reads a cursor; none is no position.
func positionOf(cursor string) (*wire.Position, error) {
	if cursor == "" {
		return nil, nil
	}
	wrong := fmt.Errorf("%q is no cursor: take one from the answer of this tool, or leave it out", cursor)
	head, nanos, ok := cutLast(cursor)
	if !ok {
		return nil, wrong
	}
	name, number, ok := cutLast(head)
	if !ok {
		return nil, wrong
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 {
		return nil, wrong
	}
	at, err := strconv.ParseInt(nanos, 10, 64)
	if err != nil {
		return nil, wrong
	}
	return &wire.Position{Time: time.Unix(0, at), Process: name, Number: n}, nil
}

// cutLast cuts at the last colon.
func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", "", false
	}
	return s[:i], s[i+1:], true
}

// since reads a time that is given as one, or as how long ago it was.
func since(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("since is a duration such as 5m, or a time such as %s, not %q", now.Format(time.RFC3339), text)
	}
	return at, nil
}
