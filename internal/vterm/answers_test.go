package vterm

import (
	"strings"
	"testing"

	"tend/internal/vterm/ctlseq"
)

func TestAnEmulatorAnswersAsAResponder(t *testing.T) {
	for _, query := range []string{
		"\x1b[c", "\x1bZ", "\x1b[>c", "\x1b[=c", "\x1b[?62;22c", "\x1b[5n", "\x1b[6n", "\x1b[?6n", "\x1b[?996n", "\x1b[?15n", "\x1b[>q",
		"\x1b[?u\x1b[c", "\x1b[?4m", "\x1b[?7$p", "\x1b[?2004h\x1b[?2004$p", "\x1b[?1002h\x1b[?1002$p\x1b[?1000$p", "\x1b[?9999$p", "\x1b[4$p",
		"\x1b]10;?\a", "\x1b]11;?\x1b\\", "\x1b]10;?;?\a", "\x1b]11;#ffffff\a", "\x1b]4;1;?;231;?\a", "\x1b]52;c;?\a", "\x1b]2;x\a\x1b[21t",
		"\x1b[4 q\x1bP$q q\x1b\\", "\x1bP$qm\x1b\\", "\x1bP+q544e;436f\x1b\\", "\x1bP\x1b\\\x1bP1$r0m\x1b\\\x1b_Gi=1,a=q;AAAA\x1b\\",
	} {
		var r ctlseq.Responder
		want := string(r.Scan([]byte(query)))
		e := screen(80, 24, query)
		if got := string(e.Answers()); got != want {
			t.Errorf("to %q the answer is %q, unattended %q", query, got, want)
		}
		if e.Answers() != nil {
			t.Errorf("%q is answered twice", query)
		}
		e.shows(t)
	}
}

func TestAnEmulatorKnowsItsCursorAndItsSize(t *testing.T) {
	for _, c := range []struct{ output, answer string }{
		{"abc\r\nde\x1b[6n", "\x1b[2;3R"},
		{"\x1b[999;999H\x1b[6n", "\x1b[24;80R"},
		{"\x1b[5;10r\x1b[?6h\x1b[2;3H\x1b[6n", "\x1b[2;3R"},
		{"\x1b[18t\x1b[19t", "\x1b[8;24;80t\x1b[9;24;80t"},
		{"\x1b[?6nabc\x1b[?6n", "\x1b[?1;1R\x1b[?1;4R"},
	} {
		if got := string(screen(80, 24, c.output).Answers()); got != c.answer {
			t.Errorf("to %q the answer is %q, want %q", c.output, got, c.answer)
		}
	}
}

func TestColoursAreAnsweredAsTheyWereSet(t *testing.T) {
	const query = "\x1b]11;?\a\x1b[?996n"
	const want = "\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?997;2n"
	e := New(10, 1)
	e.SetColours(ctlseq.Light())
	_, _ = e.Write([]byte(query))
	if got := string(e.Answers()); got != want {
		t.Errorf("the answer is %q", got)
	}
}

func TestAnswersNobodyTakesDoNotGrow(t *testing.T) {
	e := screen(10, 1, strings.Repeat("\x1b[c", 100_000))
	if n := len(e.Answers()); n < ctlseq.MaxAnswers || n > 2*ctlseq.MaxAnswers {
		t.Errorf("%d bytes of answers", n)
	}
	if _, _ = e.Write([]byte("\x1b[c")); string(e.Answers()) == "" {
		t.Error("no answers afterwards")
	}
}

func TestAReplayIsNotAnswered(t *testing.T) {
	e := New(20, 2)
	e.Replay([]byte("\a\x1b[c$ \x1b[6n"))
	if a := e.Answers(); a != nil || e.Bells() != 0 {
		t.Errorf("it is answered %q", a)
	}
	e.shows(t, "$")
}
