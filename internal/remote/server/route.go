package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"time"

	"tend/internal/remote/wire"
)

// route is one thing that can be asked.
type route struct {
	method, path string
	summary      string       // for docs/api.md
	query        []parameter  // what may follow the path
	in           reflect.Type // of the body; nil: none
	out          reflect.Type // of the answer; nil: none
	events       []event      // of a stream
	media        string       // of the answer, unless it is JSON
	serve        func(*Server, http.ResponseWriter, *http.Request)
}

// parameter is one of the query.
type parameter struct {
	name, what string
	kind       kind
	many       bool // it may be given more than once
}

// kind is what a parameter is.
type kind string

const (
	text   kind = "string"
	count  kind = "integer"
	truth  kind = "boolean"
	moment kind = "date-time"
)

// event is what a stream tells.
type event struct {
	name, what string
	says       reflect.Type // nil: nothing
}

// nothing is a body, or an answer, that is not there.
type nothing = struct{}

// plain makes the route of a question that is answered at once.
func plain[In, Out any](method, path, summary string, serve func(*Server, *http.Request, *In) (Out, error)) route {
	r := route{method: method, path: path, summary: summary, in: typeOf[In](), out: typeOf[Out]()}
	r.serve = func(s *Server, w http.ResponseWriter, req *http.Request) {
		limit(w)
		var in In
		if r.in != nil {
			if err := read(w, req, &in); err != nil {
				refuse(w, err)
				return
			}
		}
		out, err := serve(s, req, &in)
		limit(w) // the work may have taken its time
		if err != nil {
			refuse(w, err)
			return
		}
		if r.out == nil {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		tell(w, http.StatusOK, out)
	}
	return r
}

func typeOf[T any]() reflect.Type {
	if t := reflect.TypeFor[T](); t != reflect.TypeFor[nothing]() {
		return t
	}
	return nil
}

// handler is the multiplexer of all routes.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes() {
		mux.HandleFunc(r.method+" "+wire.Prefix+r.path, func(w http.ResponseWriter, req *http.Request) { r.serve(s, w, req) })
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		limit(w)
		refuse(w, statusError{http.StatusNotFound, fmt.Errorf("there is no %s %s in this version of tend", req.Method, req.URL.Path)})
	})
	return mux
}

// limit bounds how long the client may take. That it cannot is not a reason not
// to answer.
func limit(w http.ResponseWriter) {
	c, by := http.NewResponseController(w), time.Now().Add(patience)
	_ = c.SetReadDeadline(by)
	_ = c.SetWriteDeadline(by.Add(patience))
}

// statusError is an error with the HTTP status that it is told with.
type statusError struct {
	status int
	error
}

func (e statusError) Unwrap() error { return e.error }

// read reads the body of a request.
func read(w http.ResponseWriter, req *http.Request, into any) error {
	body := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxBody))
	body.DisallowUnknownFields()
	err := body.Decode(into)
	if err == nil && body.More() {
		err = errors.New("there is more than one value in it")
	}
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF):
		return statusError{http.StatusBadRequest, errors.New("the request has no body: it ought to be JSON, {} if there is nothing to say")}
	case errors.As(err, &large):
		return statusError{http.StatusRequestEntityTooLarge, fmt.Errorf("the request is too large: at most %d bytes", maxBody)}
	default:
		return statusError{http.StatusBadRequest, fmt.Errorf("cannot read the request: %w", err)}
	}
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusConflict // what is asked cannot be done as things are
	var with statusError
	if errors.As(err, &with) {
		status = with.status
	}
	tell(w, status, wire.Error{Error: err.Error()})
}

const jsonText = "application/json"

// tell answers with a value. Whoever asked may have gone: that is nobody's loss.
func tell(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", jsonText)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
