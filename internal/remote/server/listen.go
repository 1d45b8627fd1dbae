package server

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Listen makes a socket of that path, which nobody but this user can connect to.
// Whatever lies there that nobody answers on any more gives way. The folder has
// to be this user's alone. The file goes when the listener is closed.
func Listen(path string) (net.Listener, error) {
	listener, err := listen(path)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", path, err)
	}
	return listener, nil
}

func listen(path string) (net.Listener, error) {
	const longest = 103 // on macOS; Linux takes four more
	if len(path) > longest {
		return nil, fmt.Errorf("a socket's path has at most %d bytes", longest)
	}
	// Between looking who is there and being there oneself, no other may do so.
	unlock, err := lock(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer unlock()
	const most = time.Second // somebody who is there answers at once, even if stopped
	switch other, err := net.DialTimeout("unix", path, most); {
	case err == nil:
		_ = other.Close()
		return nil, errors.New("another session does")
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ECONNREFUSED):
		return nil, fmt.Errorf("somebody else may: %w", err)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("what was left there is in the way: %w", err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	// The folder keeps others out until this is done.
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("others cannot be kept from it: %w", err), listener.Close())
	}
	return listener, nil
}

// mostConnections is how many clients may be there at a time.
const mostConnections = 256

// gate lets this user's connections in, up to a number. Others are closed
// unread.
type gate struct {
	net.Listener
	log   *slog.Logger
	slots chan struct{}
}

func bounded(l net.Listener, log *slog.Logger, slots chan struct{}) net.Listener {
	return &gate{l, log, slots}
}

// Accept returns the next connection that is let in.
func (g *gate) Accept() (net.Conn, error) {
	for {
		conn, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if uid, err := peer(conn); err != nil || uid != os.Getuid() && uid != 0 {
			g.log.Warn("somebody else has tried to talk to this session", "user", uid, "err", err)
			_ = conn.Close() // nothing was written that could be lost
			continue
		}
		select {
		case g.slots <- struct{}{}:
			return &admitted{Conn: conn, leave: sync.OnceFunc(func() { <-g.slots })}, nil
		default:
			g.log.Warn("too many clients talk to this session: one more was turned away", "clients", mostConnections)
			_ = conn.Close()
		}
	}
}

// admitted is a connection that holds one of the slots.
type admitted struct {
	net.Conn
	leave func()
}

func (c *admitted) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
