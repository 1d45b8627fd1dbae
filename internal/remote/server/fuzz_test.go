package server_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"

	"tend/internal/remote/wire"
)

// FuzzConnection sends whatever bytes, and wants the session to go on.
func FuzzConnection(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/state HTTP/1.0\r\n\r\n",
		"GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/session HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v1/logs/stream?tail=3&follow=1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"POST /v1/command HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"act\r\n0\r\n\r\n",
		"POST /v1/command HTTP/1.1\r\nHost: x\r\nContent-Length: 18\r\nExpect: 100-continue\r\n\r\n{\"action\":\"start\"}",
		"POST /v1/command HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"POST /v1/command HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"CONNECT /v1/state HTTP/1.1\r\nHost: x\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /v1/processes/%00/raw HTTP/1.1\r\nHost: x\r\n\r\n", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "\x00\xff\x00",
	} {
		f.Add([]byte(seed))
	}
	s, c, path := open(f, "api", "db")
	s.say("api", "one\n")
	f.Fuzz(func(t *testing.T, request []byte) {
		if bytes.Contains(request, []byte("shutdown")) {
			t.Skip("that ends it")
		}
		conn, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write(request) // it need not be read to the end
		_ = conn.(*net.UnixConn).CloseWrite()
		_, _ = io.Copy(io.Discard, conn) // a reset is an end
		_ = conn.Close()
		if state, err := c.State(t.Context()); err != nil || state.Phase != "up" {
			t.Errorf("%+v, %v", state, err)
		}
	})
}

// FuzzBody sends whatever JSON where some is expected.
func FuzzBody(f *testing.F) {
	paths := []string{
		"/command", "/reload", "/size", "/logs", "/logs/scan", "/logs/search", "/logs/text",
		"/processes/api/signal", "/processes/api/type", "/processes/api/raw",
	}
	for i := range paths {
		for _, seed := range []string{
			"", "{}", "null", "[]", "1e999", `{"action":"start","processes":["api"]}`, `{"action":"free the port of"}`,
			`{"processes":["api","db"],"count":10,"back":true,"at":{"time":"2030-01-01T00:00:00Z","process":"api","number":3}}`,
			`{"processes":["api"],"texts":[{"text":"("},{"text":"o","not":true}],"near":{"process":"wat"}}`,
			`{"processes":["api"],"text":{"text":"o*","regexp":true},"at":{"number":-1},"back":true}`,
			`{"processes":["api","api"],"from":{"number":9223372036854775807},"to":{"number":1}}`,
			`{"processes":["api"],"count":9223372036854775807}`, `{"processes":["api"],"count":-9223372036854775808}`,
			`{"signal":"HUP"}`, `{"signal":"99999999999"}`, `{"signal":"-1"}`, `{"keys":"AAAA"}`, `{"cols":80,"rows":25}`,
		} {
			f.Add(uint8(i), seed)
		}
	}
	s, c, path := open(f, "api", "db")
	s.say("api", "one\ntwo\nthr")
	f.Fuzz(func(t *testing.T, which uint8, body string) {
		what := paths[int(which)%len(paths)]
		answer, err := post(path, what, body)
		if err != nil {
			t.Fatalf("%s %q: %v", what, body, err)
		}
		if answer >= 500 {
			t.Errorf("%s %q: %d", what, body, answer)
		}
		if state, err := c.State(t.Context()); err != nil || state.Phase != "up" || len(state.Processes) != 2 {
			t.Errorf("%+v, %v", state, err)
		}
	})
}

// post sends a body, and returns the status of the answer.
func post(path, what, body string) (int, error) {
	c := anybody(path)
	answer, err := c.Post("http://x"+wire.Prefix+what, "application/json", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}
