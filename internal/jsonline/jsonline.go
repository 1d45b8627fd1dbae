// Package jsonline turns a line of a structured log, one JSON object, into
// something to be read.
package jsonline

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// What common loggers call the members that every entry has: log/slog, zap,
// zerolog, logrus, pino, bunyan, winston, structlog, Logstash, Stackdriver.
var (
	timeKeys    = []string{"time", "ts", "timestamp", "@timestamp", "t", "datetime"}
	levelKeys   = []string{"level", "lvl", "severity", "loglevel", "log.level", "@l"}
	messageKeys = []string{"msg", "message", "@m", "@mt", "event"}
)

// member is one of an object.
type member struct {
	key string
	raw json.RawMessage
}

// Readable returns a line for people instead of a JSON object: time, level,
// message, then the other members as key=value in their order, with SGR
// colours. It reports false if the line is no such object or has members of
// none of these kinds. What it returns has no control characters but those of
// the colours, and ends in default ones.
func Readable(line string) (readable string, ok bool) {
	line = strings.TrimSpace(line)
	if len(line) < 2 || line[0] != '{' || line[len(line)-1] != '}' {
		return "", false
	}
	members, ok := parse(line)
	if !ok {
		return "", false
	}
	var w writer
	when, hasTime := takeOut(&members, timeKeys)
	level, hasLevel := takeOut(&members, levelKeys)
	message, hasMessage := takeOut(&members, messageKeys)
	if !hasTime && !hasLevel && !hasMessage {
		return "", false
	}
	if hasTime {
		w.part(dim, clock(when))
	}
	if hasLevel {
		word, colour := rank(level)
		w.part(colour, word)
	}
	if hasMessage {
		w.part("", value(message, false))
	}
	for _, m := range members {
		colour := dim
		if m.key == "error" || m.key == "err" || m.key == "exception" {
			colour = red
		}
		w.part(colour, clean(m.key)+"=")
		w.b.WriteString(value(m.raw, true))
	}
	return w.b.String(), true
}

// parse reads the members of an object in their order.
func parse(line string) ([]member, bool) {
	d := json.NewDecoder(strings.NewReader(line))
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	var members []member
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, false
		}
		m := member{key: key.(string)} // a key is nothing else
		if err := d.Decode(&m.raw); err != nil {
			return nil, false
		}
		members = append(members, m)
	}
	if _, err := d.Token(); err != nil {
		return nil, false
	}
	_, err := d.Token()
	return members, err == io.EOF
}

// takeOut removes the first member that has one of the names, and returns it.
func takeOut(members *[]member, names []string) (json.RawMessage, bool) {
	for _, name := range names {
		for i, m := range *members {
			if strings.EqualFold(m.key, name) {
				*members = append((*members)[:i:i], (*members)[i+1:]...)
				return m.raw, true
			}
		}
	}
	return nil, false
}

// clock shows a time as that of the day here, in milliseconds; what is no time
// as it is.
func clock(raw json.RawMessage) string {
	const form = "15:04:05.000"
	if s, ok := text(raw); ok {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05.999999999Z07:00"} {
			if t, err := time.Parse(layout, s); err == nil {
				return t.Local().Format(form)
			}
		}
		return clean(s)
	}
	var n float64
	if json.Unmarshal(raw, &n) != nil {
		return value(raw, false)
	}
	// Seconds, or thousandths, millionths or billionths of them, since 1970:
	// it is that of which it is about now.
	const century = 4e9
	for n > century {
		n /= 1000
	}
	return time.UnixMilli(int64(math.Round(n * 1000))).Format(form)
}

// rank returns a word for a level, five cells wide, and its colour.
func rank(raw json.RawMessage) (word, colour string) {
	var n float64
	s, ok := text(raw)
	switch {
	case ok:
	case json.Unmarshal(raw, &n) == nil: // of pino and bunyan
		switch {
		case n < 20:
			s = "trace"
		case n < 30:
			s = "debug"
		case n < 40:
			s = "info"
		case n < 50:
			s = "warn"
		case n < 60:
			s = "error"
		default:
			s = "fatal"
		}
	default:
		s = string(raw)
	}
	word = strings.ToUpper(clean(s))
	switch {
	case strings.HasPrefix(word, "TRACE"), strings.HasPrefix(word, "DEBUG"), strings.HasPrefix(word, "VERB"):
		colour = dim
	case strings.HasPrefix(word, "INFO"), strings.HasPrefix(word, "NOTICE"):
		colour = green
	case strings.HasPrefix(word, "WARN"):
		word, colour = "WARN"+strings.TrimPrefix(strings.TrimPrefix(word, "WARN"), "ING"), yellow
	case strings.HasPrefix(word, "ERR"), strings.HasPrefix(word, "FATAL"), strings.HasPrefix(word, "PANIC"),
		strings.HasPrefix(word, "CRIT"), strings.HasPrefix(word, "ALERT"), strings.HasPrefix(word, "EMERG"):
		colour = red
	}
	if pad := 5 - utf8.RuneCountInString(word); pad > 0 {
		word += strings.Repeat(" ", pad)
	}
	return word, colour
}

// value shows a value: strings without quotes where nothing could be mistaken,
// everything else as JSON without blanks.
func value(raw json.RawMessage, quoted bool) string {
	if s, ok := text(raw); ok {
		if quoted && (s == "" || strings.ContainsAny(s, " =\"")) {
			return strconv.Quote(s)
		}
		return clean(s)
	}
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return clean(string(raw))
	}
	return clean(b.String())
}

// text returns the text of a string.
func text(raw json.RawMessage) (s string, ok bool) {
	if len(raw) == 0 || raw[0] != '"' {
		return "", false
	}
	err := json.Unmarshal(raw, &s)
	return s, err == nil
}

// clean writes out what could not be seen, or would do something to a terminal.
func clean(s string) string {
	if strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) {
			q := strconv.QuoteRune(r)
			b.WriteString(q[1 : len(q)-1])
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func hidden(r rune) bool { return !strconv.IsPrint(r) }

// SGR sequences.
const (
	dim    = "\x1b[2m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// writer puts parts together, a blank between them.
type writer struct{ b strings.Builder }

func (w *writer) part(colour, words string) {
	if w.b.Len() > 0 {
		w.b.WriteByte(' ')
	}
	if colour == "" {
		w.b.WriteString(words)
		return
	}
	w.b.WriteString(colour)
	w.b.WriteString(words)
	w.b.WriteString(plain)
}
