package ctlseq

import (
	"strings"
	"testing"
)

func TestModesAreRestored(t *testing.T) {
	for _, output := range []string{
		"", "\x1b[?1049h", "\x1b[?47h", "\x1b[?1h\x1b=", "\x1b[?66h", "\x1b[?6h", "\x1b[?7l", "\x1b[?25l", "\x1b[?67h",
		"\x1b[?9h", "\x1b[?1000h", "\x1b[?1002;1006h", "\x1b[?1003;1015h", "\x1b[?1005h",
		"\x1b[?1004;2004h\x1b[?1007l", "\x1b[4h\x1b[20h", "\x1b[5 q", "\x1b[2;5r", "\x1b[3r", "\x1b[?1049;1;25;1006;1002;2004h\x1b[?25l",
	} {
		var r Responder
		r.Scan([]byte(output))
		checkRestored(t, r.Modes())
	}
	for _, output := range []string{
		"\x1b[?1049h\x1b[?1049l", "\x1b[?1h\x1b=\x1b[?1l\x1b>", "\x1b[?1000h\x1b[?1003l", "\x1b[?1006h\x1b[?1015l", "\x1b[?25l\x1b[?25h",
		"\x1b[2;5r\x1b[r", "\x1b[2;5r\x1b[1;0r", "\x1b[5;2r", "\x1b[4 q\x1b[0 q", "\x1b[?1049;2004;1003h\x1b[2;3r\x1bc", "\x1b[?1;7;25;6l\x1b[2;3r\x1b[!p", "\x1b[?2026h\x1b[?2026l",
		"\x1b[?1001h\x1b[?1016h\x1b[?69h\x1b[12h\x1b[99 q",
	} {
		var r Responder
		if r.Scan([]byte(output)); len(r.Modes().Restore()) > 0 {
			t.Errorf("after %q the modes are %+v", output, r.Modes())
		}
	}
	var r Responder
	r.Scan([]byte("\x1b[?2026h"))
	if len(r.Modes().Restore()) > 0 {
		t.Error("a frame is begun again")
	}
}

func TestScanningCostsNoMemory(t *testing.T) {
	var r Responder
	output := []byte(strings.Repeat(colouredLine, 100) + "\x1b[?25l\x1b[?25h")
	if n := testing.AllocsPerRun(10, func() { r.Scan(output) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
	r.Scan([]byte("\x1b]0;" + strings.Repeat("x", 1<<20)))
	if n := cap(r.scan.held); n > 2*longestQuery {
		t.Errorf("%d bytes are held", n)
	}
}
