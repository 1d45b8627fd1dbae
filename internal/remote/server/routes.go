package server

import (
	"io"
	"net/http"

	"tend/docs"
	"tend/internal/remote/wire"
)

// routes are all that can be asked.
func routes() []route {
	return []route{
		{method: "GET", path: "/openapi.json", summary: "This API as an OpenAPI document.", media: jsonText, serve: (*Server).answerOpenAPI},
		plain("GET", "/session", "Who answers.", (*Server).answerSession),
		plain("GET", "/state", "The whole stack.", (*Server).answerState),
		{
			method: "GET", path: "/events", summary: "What changes, from now on, beginning with the whole stack, until the session is over.",
			query:  []parameter{{name: "journal", kind: count, what: "how many of the newest things that tend had to say to begin with"}},
			events: []event{{"change", "What has changed.", typeOf[wire.Change]()}},
			media:  eventStream, serve: (*Server).streamEvents,
		},
		{
			method: "GET", path: "/figures", summary: "Has what processes use measured for as long as the request lasts.",
			media: eventStream, serve: (*Server).streamFigures,
		},
		plain("GET", "/journal", "What tend has had to say.", (*Server).answerJournal).with(parameter{name: "count", kind: count, what: "how many of the newest entries; default 100"}),

		plain("GET", "/processes/{name}", "All there is to know of a process, its environment included.", (*Server).answerDetails),
		plain("POST", "/processes/{name}/signal", "Sends a signal to a process and what stems from it.", (*Server).answerSignal),
		plain("GET", "/processes/{name}/raw", "What a process has printed to its terminal, as it came.", (*Server).answerRaw).with(parameter{name: "from", kind: count, what: "where to begin, in bytes since the first run began"}),
		plain("POST", "/processes/{name}/type", "Types into the terminal of a process.", (*Server).answerType),
		{
			method: "GET", path: "/processes/{name}/attendance", summary: "Answers what a process asks its terminal, for as long as the request lasts, unless somebody else does.",
			events: []event{{"attending", "From where on in its output, and under which id.", typeOf[wire.Attendance]()}},
			media:  eventStream, serve: (*Server).streamAttendance,
		},
		plain("DELETE", "/processes/{name}/attendance", "Leaves that to others from now on; what was asked before is still to be answered.", (*Server).answerLeave).with(parameter{name: "id", kind: text, what: "whose"}),
		plain("POST", "/processes/{name}/redraw", "Makes a full-screen program draw everything anew.", (*Server).answerRedraw),
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
			method: "GET", path: "/logs/stream", summary: "Lines in the order in which they arrived.",
			query: []parameter{
				{name: "process", kind: text, what: "which, or what replicas share as their name; default all, with those that a reload brings", many: true},
				{name: "tail", kind: count, what: "how many of the newest lines to begin with; default all"},
				{name: "since", kind: moment, what: "lines that arrived before that time (RFC 3339) are left out"},
				{name: "grep", kind: text, what: "lines without that text are left out; unless it has an upper case letter in it, case does not count"},
				{name: "regexp", kind: truth, what: "true: grep is a regular expression"},
				{name: "invert", kind: truth, what: "true: lines that match grep are left out"},
				{name: "follow", kind: truth, what: "true: goes on with what comes, until the session is over"},
			},
			events: []event{
				{"line", "A line.", typeOf[wire.LogLine]()},
				{"missed", "Lines that had to give way before they could be told.", typeOf[wire.Missed]()},
				{"end", "Everything has been told.", nil},
			},
			media: eventStream, serve: (*Server).streamLines,
		},
		{
			method: "GET", path: "/logs/changes", summary: "That processes have printed something.",
			query:  []parameter{{name: "process", kind: text, what: "which", many: true}},
			events: []event{{"changed", "They have printed something.", nil}},
			media:  eventStream, serve: (*Server).streamLogChanges,
		},
	}
}

// with adds what may follow the path.
func (r route) with(query ...parameter) route {
	r.query = query
	return r
}

func (s *Server) answerOpenAPI(w http.ResponseWriter, _ *http.Request) {
	limit(w)
	w.Header().Set("Content-Type", jsonText)
	_, _ = io.WriteString(w, docs.OpenAPI()) // whoever asked may have gone
}

func (s *Server) answerSession(*http.Request, *nothing) (wire.Session, error) { return s.self, nil }

func (s *Server) answerState(*http.Request, *nothing) (wire.State, error) {
	return wire.StateOf(s.session.Snapshot(), nil), nil
}
