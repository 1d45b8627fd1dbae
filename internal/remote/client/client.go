package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"tend/internal/remote/wire"
)

// RefusedError is a session's answer that something cannot be done.
type RefusedError struct {
	Status int    // of HTTP
	Text   string // why, in the session's words
}

// Error is what the session said.
func (e *RefusedError) Error() string { return e.Text }

// LostError: the session does not answer, or not any more.
type LostError struct{ Err error }

// Error says so, and what to do.
func (e *LostError) Error() string {
	return fmt.Sprintf("the session does not answer: %v; if it has been killed, the next start says what it left", e.Err)
}

func (e *LostError) Unwrap() error { return e.Err }

// Client asks a session. It is safe for concurrent use.
type Client struct{ http http.Client }

// dialPatience is how long a session may take to let somebody in: it need not do
// anything for that.
const dialPatience = 5 * time.Second

// New returns a Client of the session that listens on the socket of that path.
// Nothing is connected yet.
func New(socket string) *Client {
	dialer := net.Dialer{Timeout: dialPatience}
	return &Client{http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", socket)
		},
		DisableCompression: true,
		// Shorter than the session keeps it, so that nothing is asked on a
		// connection that is about to be closed.
		IdleConnTimeout: time.Minute,
	}}}
}

// Close gives back the connections that nobody uses.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Call asks for one thing: it sends in, unless it is nil, and reads the answer
// into out, unless that is nil. An answer that it cannot be done is a
// *RefusedError, no answer a *LostError or the context's error.
func (c *Client) Call(ctx context.Context, method, path string, in, out any) error {
	answer, err := c.open(ctx, method, path, in)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if out == nil {
		return nil
	}
	if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &LostError{plain(err)}
	}
	return nil
}

// open asks for one thing, and returns the answer if it is one of success. The
// caller closes its body.
func (c *Client) open(ctx context.Context, method, path string, in any) (*http.Response, error) {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("cannot ask the session: %w", err)
		}
		body = bytes.NewReader(text)
	}
	// The host is nobody's: the socket is what is dialed.
	req, err := http.NewRequestWithContext(ctx, method, "http://tend"+wire.Prefix+path, body)
	if err != nil {
		return nil, fmt.Errorf("cannot ask the session: %w", err)
	}
	answer, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, &LostError{plain(err)}
	}
	if answer.StatusCode/100 == 2 {
		return answer, nil
	}
	defer answer.Body.Close()
	var said wire.Error
	if err := json.NewDecoder(answer.Body).Decode(&said); err != nil || said.Error == "" {
		said.Error = "the session answers " + answer.Status
	}
	return nil, &RefusedError{answer.StatusCode, said.Error}
}

// errEnded: the session's end of a connection was closed before it should.
var errEnded = errors.New("the connection ended")

// plain takes the request out of an error of net/http: it says nothing to people.
func plain(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errEnded
	}
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		var op *net.OpError
		if errors.As(inner, &op) {
			return op.Err
		}
		err = inner
	}
	return err
}

// Session asks who answers.
func (c *Client) Session(ctx context.Context) (s wire.Session, err error) {
	return s, c.Call(ctx, "GET", "/session", nil, &s)
}

// State asks for the whole stack.
func (c *Client) State(ctx context.Context) (s wire.State, err error) {
	return s, c.Call(ctx, "GET", "/state", nil, &s)
}
