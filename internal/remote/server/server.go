package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"tend/internal/remote/wire"
)

const (
	// maxBody is how large a request may be, in bytes.
	maxBody = 1 << 20
	// maxHeader is how large its head may be.
	maxHeader = 32 << 10
	// patience is how long a client may take for its head, for its body, and to
	// take an answer that is no stream.
	patience = 10 * time.Second
	// idle is for how long a connection is kept on which nothing is asked.
	idle = 2 * time.Minute
	// farewell is how long answers have at the end of the session.
	farewell = time.Second
)

// Server serves one session. One goroutine at a time calls its methods.
type Server struct {
	session Session
	log     *slog.Logger
	self    wire.Session
	http    http.Server
	closing context.Context // ends streams
	close   context.CancelFunc
	served  chan error
	serving int // listeners
}

// Serve answers on a listener, which it takes over, until Close is called. What
// goes wrong with a connection is logged.
func Serve(listener net.Listener, session Session, self wire.Session, log *slog.Logger) *Server {
	s := &Server{session: session, log: log, self: self, served: make(chan error)}
	s.closing, s.close = context.WithCancel(context.Background())
	s.http = http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: patience,
		IdleTimeout:       idle,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return s.closing },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	s.Also(listener)
	return s
}

// Also answers on another listener as well, which it takes over.
func (s *Server) Also(listener net.Listener) {
	s.serving++
	go func() { s.served <- s.http.Serve(bounded(listener, s.log)) }() // Close waits for it
}

// Close ends all streams, lets other answers come to their end for a moment, and
// returns when nothing of the server is left.
func (s *Server) Close() error {
	s.close()
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close() // whoever has not read by now does not want to
	}
	for range s.serving {
		if serveErr := <-s.served; !errors.Is(serveErr, http.ErrServerClosed) {
			err = errors.Join(err, serveErr)
		}
	}
	return err
}
