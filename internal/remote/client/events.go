package client

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"tend/internal/remote/wire"
)

// mostEvent bounds one event, in bytes: far more than any session says.
const mostEvent = 64 << 20

// Event is one message of a stream; its name is empty for a sign of life.
type Event struct {
	Name string
	Data []byte // valid until the next one
}

// Events follows a stream, and calls each with what comes, until the stream ends,
// which is no error, until ctx does, or until each returns an error, which is
// returned. It is for paths that answer with server-sent events.
func (c *Client) Events(ctx context.Context, path string, each func(Event) error) error {
	answer, err := c.open(ctx, "GET", path, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	lines := bufio.NewReaderSize(answer.Body, 64<<10)
	for event := (Event{}); ; {
		line, err := readLine(lines)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &LostError{plain(err)}
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimPrefix(value, []byte(" "))
		switch {
		case string(name) == "event":
			event.Name = string(value)
			continue
		case string(name) == "data":
			event.Data = value
			continue
		case len(line) > 0 && len(name) > 0:
			continue // of a later version
		}
		if event.Name == "" && len(line) == 0 {
			continue // the end of a sign of life
		}
		if err := each(event); err != nil {
			return err
		}
		event = Event{}
	}
}

// readLine reads a line without its end.
func readLine(r *bufio.Reader) ([]byte, error) {
	var whole []byte
	for {
		part, err := r.ReadSlice('\n')
		whole = append(whole, part...)
		switch {
		case err == nil:
			return bytes.TrimSuffix(whole, []byte("\n")), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(whole) > mostEvent:
			return nil, fmt.Errorf("it says more than %d bytes at once", mostEvent)
		}
	}
}

// Follow calls each with every change of the session, the first of which is the
// whole state, until the session is over, which is no error, until ctx ends, or
// until each returns an error. It begins with up to journal of the newest things
// that tend had to say. Change is nil for a sign of life.
func (c *Client) Follow(ctx context.Context, journal int, each func(change *wire.Change) error) error {
	over := false
	err := c.Events(ctx, "/events?journal="+strconv.Itoa(journal), func(e Event) error {
		if e.Name != "change" {
			return each(nil)
		}
		var change wire.Change
		if err := json.Unmarshal(e.Data, &change); err != nil {
			return &LostError{err}
		}
		over = over || change.State != nil && change.State.Phase == "closed"
		return each(&change)
	})
	var lost *LostError
	switch {
	case over && errors.As(err, &lost):
		return nil // it has said all there is to say
	case err == nil && !over:
		return &LostError{errEnded}
	}
	return err
}
