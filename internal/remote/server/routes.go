package server

import (
	"net/http"

	"tend/internal/remote/wire"
)

// routes are all that can be asked.
func routes() []route {
	return []route{
		plain("GET", "/session", "Who answers.", (*Server).answerSession),
		plain("GET", "/state", "The whole stack.", (*Server).answerState),
		{
			method: "GET", path: "/events", summary: "What changes, from now on, beginning with the whole stack: a stream of server-sent events.",
			query: []parameter{{name: "journal", what: "how many of the newest things that tend had to say to begin with"}},
			out:   typeOf[wire.Change](), media: eventStream, serve: (*Server).streamEvents,
		},
		{
			method: "GET", path: "/figures", summary: "Has what processes use measured for as long as the request lasts: a stream without events.",
			media: eventStream, serve: (*Server).streamFigures,
		},
		plain("GET", "/journal", "What tend has had to say.", (*Server).answerJournal).with(parameter{name: "count", what: "how many of the newest entries; default 100"}),

		plain("GET", "/processes/{name}", "All there is to know of a process, its environment included.", (*Server).answerDetails),
		plain("POST", "/processes/{name}/signal", "Sends a signal to a process and what stems from it.", (*Server).answerSignal),
		plain("GET", "/processes/{name}/raw", "What a process has printed to its terminal, as it came.", (*Server).answerRaw).with(parameter{name: "from", what: "where to begin, in bytes since the first run began"}),
		plain("POST", "/processes/{name}/type", "Types into the terminal of a process.", (*Server).answerType),
		plain("POST", "/command", "Starts, stops, kills or restarts processes. The answer comes once that has been accepted, not when it is over.", (*Server).answerCommand),
		plain("POST", "/reload", "Reads the configuration again.", (*Server).answerReload),
		plain("POST", "/size", "Sets how large the terminals of all processes are.", (*Server).answerSize),
		plain("POST", "/shutdown", "Begins the end of the session. It is over when the stream of events ends.", (*Server).answerShutdown),

		plain("POST", "/logs", "A part of what processes have printed.", (*Server).answerLogs),
		plain("POST", "/logs/scan", "Looks through output, so that filters and searches find what is in it.", (*Server).answerScan),
		plain("POST", "/logs/search", "The next line with a text, as far as it was scanned.", (*Server).answerSearch),
		{
			method: "POST", path: "/logs/text", summary: "Lines as plain text.",
			in: typeOf[wire.LogExtract](), media: plainText, serve: (*Server).streamText,
		},
		{
			method: "GET", path: "/logs/stream", summary: "Lines in the order in which they arrived: a stream of server-sent events.",
			query: []parameter{
				{name: "process", what: "which, or what replicas share as their name; default all, with those that a reload brings", many: true},
				{name: "tail", what: "how many of the newest lines to begin with; default all"},
				{name: "since", what: "lines that arrived before that time (RFC 3339) are left out"},
				{name: "grep", what: "lines without that text are left out; unless it has an upper case letter in it, case does not count"},
				{name: "regexp", what: "true: grep is a regular expression"},
				{name: "invert", what: "true: lines that match grep are left out"},
				{name: "follow", what: "true: goes on with what comes, until the session is over"},
			},
			media: eventStream, serve: (*Server).streamLines,
		},
		{
			method: "GET", path: "/logs/changes", summary: "That the output of processes has changed: a stream of server-sent events without content.",
			query: []parameter{{name: "process", what: "which", many: true}},
			media: eventStream, serve: (*Server).streamLogChanges,
		},
	}
}

// with adds what may follow the path.
func (r route) with(query ...parameter) route {
	r.query = query
	return r
}

func (s *Server) answerSession(*http.Request, *nothing) (wire.Session, error) { return s.self, nil }

func (s *Server) answerState(*http.Request, *nothing) (wire.State, error) {
	return wire.StateOf(s.session.Snapshot(), nil), nil
}
