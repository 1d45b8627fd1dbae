package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
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

// Server serves one session. One goroutine at a time uses it.
type Server struct {
	session Session
	self    wire.Session
	log     *slog.Logger
	http    http.Server
	closing context.Context // ends streams
	close   context.CancelFunc
	slots   chan struct{} // one for each connection
	// listener is where it is reached; nil: nowhere. What Serve said of it is in
	// served.
	listener net.Listener
	served   chan error

	mu      sync.Mutex
	closed  bool           // no answer begins any more
	answers sync.WaitGroup // that have begun
}

// Serve answers on a listener, which it takes over, until Close is called. What
// goes wrong with a connection is logged.
func Serve(listener net.Listener, session Session, self wire.Session, log *slog.Logger) *Server {
	s := newServer(session, self, log)
	s.listen(bounded(listener, log, s.slots))
	return s
}

func newServer(session Session, self wire.Session, log *slog.Logger) *Server {
	s := &Server{session: session, self: self, log: log, slots: make(chan struct{}, mostConnections), served: make(chan error, 1)}
	s.closing, s.close = context.WithCancel(context.Background())
	s.http = http.Server{
		Handler:           s.counted(s.handler()),
		ReadHeaderTimeout: patience,
		IdleTimeout:       idle,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return s.closing },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return s
}

// listen answers on a listener that lets in only whom it should.
func (s *Server) listen(listener net.Listener) {
	s.listener = listener
	go func() { s.served <- s.http.Serve(listener) }()
}

// Move has it answer on another listener, that open makes once the present one is
// closed. Whoever is connected stays so. If that fails, nobody else can connect.
func (s *Server) Move(open func() (net.Listener, error)) error {
	if s.listener != nil {
		_ = s.listener.Close() // its file may be gone, which is why one moves
		s.listener = nil
		<-s.served // says that it was closed
	}
	listener, err := open()
	if err != nil {
		return err
	}
	s.listen(bounded(listener, s.log, s.slots))
	return nil
}

// counted counts the answers that have begun, so that Close can wait for them, and
// has a fault in one of them logged: it ends that connection, and nothing else.
func (s *Server) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		s.mu.Lock()
		closed := s.closed
		if !closed {
			s.answers.Add(1)
		}
		s.mu.Unlock()
		if closed {
			panic(http.ErrAbortHandler)
		}
		defer s.answers.Done()
		defer func() {
			if fault := recover(); fault != nil {
				if fault != http.ErrAbortHandler {
					s.log.Error("a fault of tend's own kept it from answering", "request", req.Method+" "+req.URL.Path, "fault", fault, "stack", string(debug.Stack()))
				}
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(w, req)
	})
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
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.answers.Wait()
	if s.listener == nil {
		return err
	}
	if serveErr := <-s.served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}
