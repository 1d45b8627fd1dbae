package ctlseq

import (
	"bytes"
	"testing"
)

// Whatever pieces a stream comes in, the answers and the modes are the same,
// and they hold nothing that could be harmful.
func FuzzResponder(f *testing.F) {
	for _, program := range []string{"vim", "tmux"} {
		f.Add(recording(f, program), []byte{200, 3, 50})
	}
	for _, s := range []string{
		"\x1b[6n\x1b[c\x1b[>c\x1b[=c\x1b[?u\x1b[>q\x1b[?2026$p\x1b[4$p\x1bZ",
		"\x1b]10;?\a\x1b]11;?\x1b\\\x1b]12;?;?\a\x1b]10;?;?;?;?\a\x1b]4;1;?;255;?\a\x1b]4;256;?\a",
		"\x1bP+q544e\x1b\\\x1bP$q q\x1b\\\x1bP$qm\x1b\\\x1b[?1049;1006;2004h\x1b[3 q\x1b=\x1b[2;5r",
		"\x1b]0;t\x1b[6n\x1b\\\x1b[\x1b[6n\x1b[6\x18n\x1b[6\nn\x1b[é6n\x1b\x1b[6n",
	} {
		f.Add([]byte(s), []byte{0})
		f.Add([]byte(s), []byte{1, 4})
	}
	f.Fuzz(func(t *testing.T, output, cuts []byte) {
		var whole, pieces Responder
		want := whole.Scan(output)
		var got []byte
		for i, rest := 0, output; len(rest) > 0; i++ {
			n := len(rest)
			if len(cuts) > 0 {
				n = min(n, 1+int(cuts[i%len(cuts)]))
			}
			got = append(got, pieces.Scan(rest[:n])...)
			rest = rest[n:]
		}
		if len(want) < MaxAnswers && !bytes.Equal(got, want) {
			t.Errorf("the answers are %q, in pieces %q", want, got)
		}
		if whole.Modes() != pieces.Modes() {
			t.Errorf("the modes are %+v, in pieces %+v", whole.Modes(), pieces.Modes())
		}
		if n := cap(pieces.scan.held); n > 4*longestQuery {
			t.Errorf("%d bytes are held", n)
		}
		checkAnswers(t, want)
		checkRestored(t, whole.Modes())
	})
}

// checkAnswers fails the test if there is anything in answers that a person
// might have typed to a shell's harm.
func checkAnswers(t *testing.T, answers []byte) {
	t.Helper()
	if len(answers) > 2*MaxAnswers {
		t.Errorf("%d bytes of answers", len(answers))
	}
	for _, c := range answers {
		if (c < ' ' || c >= del) && c != esc && c != bel {
			t.Fatalf("%q is in an answer", c)
		}
	}
}

// checkRestored fails the test unless a fresh terminal can be brought to modes.
func checkRestored(t *testing.T, m Modes) {
	t.Helper()
	var r Responder
	if answers := r.Scan(m.Restore()); answers != nil {
		t.Errorf("restoring asks for %q", answers)
	}
	m.put(Synchronous, false)
	if r.Modes() != m {
		t.Errorf("restored are %+v, want %+v", r.Modes(), m)
	}
}
