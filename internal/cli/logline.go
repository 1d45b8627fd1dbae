package cli

import (
	"bytes"
	"encoding/json"
	"time"

	"tend/internal/remote/wire"
)

// momentLayout is how a moment is printed: to the millisecond, with its zone.
const momentLayout = "2006-01-02T15:04:05.000Z07:00"

// logFormat is how lines are printed.
type logFormat struct {
	json, times, bare bool
}

// logPrinter makes text of lines.
type logPrinter struct {
	logFormat
	colour   bool
	prefixes *prefixes // nil: none
	buf      bytes.Buffer
}

// line returns a line as it is printed. It is valid until the next one.
func (p *logPrinter) line(l *wire.LogLine) ([]byte, error) {
	p.buf.Reset()
	if p.json {
		encoder := json.NewEncoder(&p.buf)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(l)
		return p.buf.Bytes(), err
	}
	if p.times {
		p.buf.Write(l.Time.In(time.Local).AppendFormat(p.buf.AvailableBuffer(), momentLayout))
		p.buf.WriteByte(' ')
	}
	if p.prefixes != nil {
		p.buf.WriteString(p.prefixes.of(l.Process))
	}
	p.buf.WriteString(shown(l.Text, p.colour))
	p.buf.WriteByte('\n')
	return p.buf.Bytes(), nil
}
