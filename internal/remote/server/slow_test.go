package server

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/logview"
	"tend/internal/remote/wire"
	"tend/manager"
)

// quiet is a session that answers with what a test has laid out.
type quiet struct {
	Session
	page logview.Page
	fail bool
}

func (q *quiet) Snapshot() *manager.Snapshot {
	if q.fail {
		panic("a fault")
	}
	return &manager.Snapshot{}
}
func (q *quiet) Logs(logview.Query) (logview.Page, error) { return q.page, nil }

// pipes is a listener whose connections have the clock of a bubble.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p *pipes) dial() net.Conn {
	ours, theirs := net.Pipe()
	p.conns <- theirs
	return ours
}

// inBubble has a test talk to a server with a fake clock.
func inBubble(t *testing.T, q *quiet, log io.Writer, test func(*testing.T, *pipes)) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		s := newServer(q, wire.Session{}, slog.New(slog.NewTextHandler(log, nil)))
		s.listen(p)
		test(t, p)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoTakesTooLongIsHungUpOn: with the head of a request, its body, or the
// answer.
func TestWhoTakesTooLongIsHungUpOn(t *testing.T) {
	large := logview.Page{Lines: make([]logview.Line, 5000)}
	inBubble(t, &quiet{page: large}, io.Discard, func(t *testing.T, p *pipes) {
		for _, test := range []struct {
			what, request string
			drip          string        // sent a byte every second
			reads         bool          // takes the answer
			most          time.Duration // until it is over
		}{
			{"silence", "", "", true, patience},
			{"a slow head", "GET /v1/state HTTP/1.1\r\n", strings.Repeat("X: y\r\n", 100), true, patience},
			{"a slow body", "POST /v1/command HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", strings.Repeat(" ", 1000), true, 2 * patience},
			{"an answer that is not read", "POST /v1/logs HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", "", false, 2 * patience},
			{"nothing more", "GET /v1/session HTTP/1.1\r\nHost: x\r\n\r\n", "", true, idle},
		} {
			conn, began := p.dial(), time.Now()
			over := make(chan struct{})
			go func() {
				defer close(over)
				if _, err := io.WriteString(conn, test.request); err != nil {
					t.Error(err)
				}
				for i := range test.drip {
					time.Sleep(time.Second)
					if _, err := io.WriteString(conn, test.drip[i:i+1]); err != nil {
						return
					}
				}
			}()
			if test.reads {
				_, _ = io.Copy(io.Discard, conn)
			} else {
				time.Sleep(test.most)
				synctest.Wait()
				if n, err := io.Copy(io.Discard, conn); err != nil || n > 100_000 {
					t.Errorf("%s: %d bytes came late, %v", test.what, n, err)
				}
			}
			if took := time.Since(began); took > test.most+time.Second {
				t.Errorf("%s: %s", test.what, took)
			}
			_ = conn.Close()
			<-over
		}
	})
}

// TestAStreamMayTakeItsTime reads an hour later what came at the beginning.
func TestAStreamMayTakeItsTime(t *testing.T) {
	inBubble(t, &quiet{Session: silent{}}, io.Discard, func(t *testing.T, p *pipes) {
		conn := p.dial()
		if _, err := io.WriteString(conn, "GET /v1/logs/changes HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		text := make([]byte, 4096)
		for range 100 {
			if _, err := conn.Read(text); err != nil {
				t.Fatal(err)
			}
		}
		_ = conn.Close()
	})
}

// silent is a session in which nothing happens.
type silent struct{ Session }

func (silent) LogChanges(context.Context, ...string) <-chan struct{} { return nil }

// TestAFaultIsLoggedAndEndsOnlyItsConnection has an answer panic.
func TestAFaultIsLoggedAndEndsOnlyItsConnection(t *testing.T) {
	var log strings.Builder
	q := &quiet{fail: true}
	inBubble(t, q, &log, func(t *testing.T, p *pipes) {
		for _, request := range []string{"state", "session"} {
			conn := p.dial()
			if _, err := fmt.Fprintf(conn, "GET /v1/%s HTTP/1.0\r\n\r\n", request); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(conn)
			if (len(answer) > 0) != (request == "session") {
				t.Errorf("%s: %q, %v", request, answer, err)
			}
			_ = conn.Close()
		}
	})
	if said := log.String(); !strings.Contains(said, `request="GET /v1/state" fault="a fault"`) || strings.Count(said, "level=ERROR") != 1 {
		t.Error(said)
	}
}
