package mcp

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"

	"tend/internal/remote/wire"
)

// FuzzMessages: whatever comes, only lines that are messages get through, each
// whole and with its end, and what is answered is the protocol's.
func FuzzMessages(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "garbage\n", `{"jsonrpc":"2.0","id":1,"method":"ping"}`, `[{"jsonrpc":"2.0","method":"x"}]` + "\n{}\n",
		`{"id":1}` + "\n" + `{"jsonrpc":"2.0","id":"a","result":null}` + "\r\n", "[]\n[1]\nnull\n\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		var out bytes.Buffer
		m := newMessages(io.NopCloser(bytes.NewReader(input)), &out, slog.New(slog.DiscardHandler))
		passed, err := io.ReadAll(iotest.OneByteReader(m))
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(string(passed)) {
			if !strings.HasSuffix(l, "\n") || fits([]byte(strings.TrimSpace(l))) != nil {
				t.Errorf("%q gets through", l)
			}
		}
		for l := range strings.Lines(out.String()) {
			if _, err := jsonrpc.DecodeMessage([]byte(l)); err != nil {
				t.Errorf("answer %q: %v", l, err)
			}
		}
	})
}

// FuzzCursor: what is read as a cursor is written as one that means the same.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"web:1:1700000000000000000", "a:b:7:-1", ":1:1", "web:0:1", "web:1", "", "::", "web:9223372036854775808:1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := positionOf(text)
		if err != nil || p == nil {
			return
		}
		again, err := positionOf(cursorOf(&wire.LogLine{Process: p.Process, Number: p.Number, Time: p.Time}))
		if err != nil || again.Process != p.Process || again.Number != p.Number || !again.Time.Equal(p.Time) {
			t.Errorf("%q is %+v, and that is %+v, %v", text, p, again, err)
		}
	})
}
