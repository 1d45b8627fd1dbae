package mcp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// mostMessage bounds a message that is read, in bytes: far more than any tool
// takes.
const mostMessage = 1 << 20

// messages reads the lines that are messages of the protocol, and refuses those
// that are not: one bad line does not end the conversation.
type messages struct {
	in   *bufio.Reader
	from io.Closer
	out  io.Writer
	log  *slog.Logger
	rest []byte // of the line that is being read
	err  error  // why there are no more lines
}

func newMessages(in io.ReadCloser, out io.Writer, log *slog.Logger) *messages {
	return &messages{in: bufio.NewReader(in), from: in, out: out, log: log}
}

func (m *messages) Close() error { return m.from.Close() }

func (m *messages) Read(p []byte) (int, error) {
	for len(m.rest) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		var line []byte
		var err error
		line, err = m.line()
		m.err = err
		switch err := fits(line); {
		case len(line) == 0:
		case err != nil:
			m.refuse(line, err)
		default:
			m.rest = append(line, '\n')
		}
	}
	n := copy(p, m.rest)
	m.rest = m.rest[n:]
	return n, nil
}

// line reads a line without its end and the blanks around it. Of one that is too
// long it returns the beginning.
func (m *messages) line() ([]byte, error) {
	var line []byte
	for {
		part, err := m.in.ReadSlice('\n')
		line = append(line, part[:min(len(part), mostMessage+1-len(line))]...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSpace(line), err
		}
	}
}

// fits says why a line is no message.
func fits(line []byte) error {
	if len(line) > mostMessage {
		return fmt.Errorf("it is longer than %d bytes", mostMessage)
	}
	if len(line) == 0 || line[0] != '[' {
		_, err := jsonrpc.DecodeMessage(line)
		return err
	}
	var batch []json.RawMessage
	if err := json.Unmarshal(line, &batch); err != nil {
		return err
	}
	if len(batch) == 0 {
		return errors.New("there is nothing in it")
	}
	for _, message := range batch {
		if _, err := jsonrpc.DecodeMessage(message); err != nil {
			return err
		}
	}
	return nil
}

// refuse answers what is no message, if it can be told who waits for an answer.
func (m *messages) refuse(line []byte, why error) {
	m.log.Warn("a line of the input is no message of the protocol", "err", why)
	var asked struct {
		ID any `json:"id"`
	}
	if json.Unmarshal(line, &asked) != nil {
		return
	}
	id, err := jsonrpc.MakeID(asked.ID)
	if err != nil || !id.IsValid() {
		return
	}
	answer, err := jsonrpc.EncodeMessage(&jsonrpc.Response{ID: id, Error: &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "no valid request: " + why.Error()}})
	if err == nil {
		_, err = m.out.Write(append(answer, '\n'))
	}
	if err != nil {
		m.log.Warn("cannot refuse a line of the input", "err", err)
	}
}
