package ctlseq

import "testing"

// questions are what programs ask, and what they are told, the cursor being in
// the first cell of a dark terminal.
var questions = []struct{ name, query, answer string }{
	{"DA1", "\x1b[c", "\x1b[?62;22c"},
	{"DA1 with a zero", "\x1b[0c", "\x1b[?62;22c"},
	{"DECID", "\x1bZ", "\x1b[?62;22c"},
	{"DA2", "\x1b[>c", "\x1b[>1;4000;0c"},
	{"DA3", "\x1b[=c", "\x1bP!|00000000\x1b\\"},
	{"an answer is no query", "\x1b[?62;22c", ""},
	{"DSR", "\x1b[5n", "\x1b[0n"},
	{"CPR", "\x1b[6n", "\x1b[1;1R"},
	{"DECXCPR", "\x1b[?6n", "\x1b[?1;1R"},
	{"dark or light", "\x1b[?996n", "\x1b[?997;1n"},
	{"the printer", "\x1b[?15n", ""},
	{"XTVERSION", "\x1b[>q", "\x1bP>|tend\x1b\\"},
	{"XTVERSION with a zero", "\x1b[>0q", "\x1bP>|tend\x1b\\"},
	{"the keys of kitty", "\x1b[?u", ""},
	{"and DA1 behind it", "\x1b[?u\x1b[c", "\x1b[?62;22c"},
	{"modifyOtherKeys", "\x1b[?4m", "\x1b[>4;0m"},
	{"a mode that is on", "\x1b[?7$p", "\x1b[?7;1$y"},
	{"a mode that is off", "\x1b[?2004$p", "\x1b[?2004;2$y"},
	{"a mode switched on", "\x1b[?2004h\x1b[?2004$p", "\x1b[?2004;1$y"},
	{"frames", "\x1b[?2026$p", "\x1b[?2026;2$y"},
	{"a mouse mode", "\x1b[?1002h\x1b[?1002$p\x1b[?1000$p", "\x1b[?1002;1$y\x1b[?1000;2$y"},
	{"a mouse encoding", "\x1b[?1006h\x1b[?1006$p", "\x1b[?1006;1$y"},
	{"a mode nobody knows", "\x1b[?9999$p", "\x1b[?9999;0$y"},
	{"a mode of ANSI", "\x1b[4$p\x1b[12$p", "\x1b[4;2$y\x1b[12;0$y"},
	{"the text's colour", "\x1b]10;?\a", "\x1b]10;rgb:e5e5/e5e5/e5e5\a"},
	{"the background's, ended otherwise", "\x1b]11;?\x1b\\", "\x1b]11;rgb:0000/0000/0000\x1b\\"},
	{"the cursor's", "\x1b]12;?\a", "\x1b]12;rgb:e5e5/e5e5/e5e5\a"},
	{"two at once", "\x1b]10;?;?\a", "\x1b]10;rgb:e5e5/e5e5/e5e5\a\x1b]11;rgb:0000/0000/0000\a"},
	{"more than there are", "\x1b]12;?;?;?\a", "\x1b]12;rgb:e5e5/e5e5/e5e5\a"},
	{"a colour set", "\x1b]11;#ffffff\a", ""},
	{"a colour set, and one asked for", "\x1b]10;red;?\a", "\x1b]11;rgb:0000/0000/0000\a"},
	{"the palette", "\x1b]4;1;?;231;?\a", "\x1b]4;1;rgb:8080/0000/0000\a\x1b]4;231;rgb:ffff/ffff/ffff\a"},
	{"beyond the palette", "\x1b]4;256;?\a", ""},
	{"no number", "\x1b]4;x;?\a\x1b]x\a\x1b]\a\x1b]10\a\x1b]10;\a", ""},
	{"the clipboard", "\x1b]52;c;?\a", ""},
	{"the title", "\x1b]2;x\a\x1b[21t", ""},
	{"the cursor's shape", "\x1b[4 q\x1bP$q q\x1b\\", "\x1bP1$r4 q\x1b\\"},
	{"other settings", "\x1bP$qm\x1b\\", "\x1bP0$r\x1b\\"},
	{"XTGETTCAP", "\x1bP+q544e;436f\x1b\\", "\x1bP0+r\x1b\\"},
	{"other strings", "\x1bP\x1b\\\x1bP1$r0m\x1b\\\x1b_Gi=1,a=q;AAAA\x1b\\", ""},
}

func TestQuestionsAreAnswered(t *testing.T) {
	for _, q := range questions {
		if _, got := heardIn(q.query); got != q.answer {
			t.Errorf("%s: to %q the answer is %q, want %q", q.name, q.query, got, q.answer)
		}
	}
}

func TestColoursAreAnsweredAsTheyWereSet(t *testing.T) {
	var r Responder
	r.SetColours(Light())
	if got := string(r.Scan([]byte("\x1b]11;?\a\x1b[?996n"))); got != "\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?997;2n" {
		t.Errorf("the answer is %q", got)
	}
}

func TestThePaletteIsThatOfXterm(t *testing.T) {
	for n, want := range map[int]string{
		0: "rgb:0000/0000/0000", 7: "rgb:c0c0/c0c0/c0c0", 9: "rgb:ffff/0000/0000", 16: "rgb:0000/0000/0000", 21: "rgb:0000/0000/ffff",
		67: "rgb:5f5f/8787/afaf", 232: "rgb:0808/0808/0808", 255: "rgb:eeee/eeee/eeee",
	} {
		if got := indexed(n).String(); got != want {
			t.Errorf("colour %d is %s, want %s", n, got, want)
		}
	}
}
