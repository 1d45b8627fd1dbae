package logring

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSanitize(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"plain text", "listening on :8080", "listening on :8080"},
		{"text of other scripts", "größer 日本語 שלום", "größer 日本語 שלום"},
		{"emoji of several characters", "👩‍👩‍👧 🏳️‍🌈 👍🏽", "👩‍👩‍👧 🏳️‍🌈 👍🏽"},
		{"combining characters", "e\u0301a\u0308", "e\u0301a\u0308"},
		{"joiners that words need", "می\u200cخواهم", "می\u200cخواهم"},

		{"colour is kept", "\x1b[31mred\x1b[0m plain", "\x1b[31mred\x1b[0m plain"},
		{"colour is ended", "\x1b[31mred", "\x1b[31mred\x1b[0m"},
		{"short reset", "\x1b[1mbold\x1b[m.", "\x1b[1mbold\x1b[0m."},
		{"colour without text", "\x1b[31m\x1b[0m", ""},
		{"colours in 256 and 16 million", "\x1b[38;5;208ma\x1b[48;2;1;2;3mb", "\x1b[38;5;208ma\x1b[0;38;5;208;48;2;1;2;3mb\x1b[0m"},
		{"colours with colons", "\x1b[38:5:208ma\x1b[0m\x1b[38:2::1:2:3mb\x1b[0m\x1b[38:2:4:5:6mc", "\x1b[38;5;208ma\x1b[0;38;2;1;2;3mb\x1b[0;38;2;4;5;6mc\x1b[0m"},
		{"curly red underline", "\x1b[4:3;58:2::255:0:0mx", "\x1b[4:3;58:2::255:0:0mx\x1b[0m"},
		{"colour of an underline, with semicolons", "\x1b[4;58;5;9mx", "\x1b[4;58:5:9mx\x1b[0m"},
		{"bright colours", "\x1b[91;104mx", "\x1b[91;104mx\x1b[0m"},
		{"every attribute goes off again", "\x1b[1;2;3;4;5;6;7;8;9;53mx\x1b[22;23;24;25;27;28;29;55my", "\x1b[1;2;3;4;5;6;7;8;9;53mx\x1b[0my"},
		{"default colours", "\x1b[31;41mx\x1b[39;49my", "\x1b[31;41mx\x1b[0my"},
		{"colour cut short", "\x1b[38;5mx\x1b[38;2;1;2my", "xy"},
		{"unknown attributes", "\x1b[99;1mx", "\x1b[1mx\x1b[0m"},
		{"SGR with a private mark", "\x1b[>4;2mx", "x"},
		{"SGR that is too long", "\x1b[" + strings.Repeat("1;", 60) + "mx", "x"},

		{"cursor and screen", "\x1b[2J\x1b[Hhome\x1b[10;20Hfar\x1b[?25l\x1b[6n", "homefar"},
		{"up and down", "\x1b[1Aup\x1b[2Bdown", "updown"},
		{"window title", "\x1b]0;title\aa\x1b]2;title\x1b\\b", "ab"},
		{"clipboard", "\x1b]52;c;aGVsbG8=\ax", "x"},
		{"link", "see \x1b]8;;http://x.y/\x1b\\here\x1b]8;;\x1b\\.", "see here."},
		{"device control, PM, APC, SOS", "a\x1bP1;2q#0~\x1b\\b\x1b^x\x1b\\c\x1b_Gq\x1b\\d\x1bXz\x1b\\e", "abcde"},
		{"BEL does not end a DCS", "\x1bPa\ab\x1b\\c", "c"},
		{"an OSC ended by another sequence", "\x1b]0;t\x1b[31mx", "\x1b[31mx\x1b[0m"},
		{"a sequence given up", "a\x1b]0;t\x18b", "ab"},
		{"charset, keypad, reset", "\x1b(Ba\x1b=b\x1bcc\x1b#8d", "abcd"},
		{"sequence cut short", "a\x1b[3", "a"},
		{"string cut short", "a\x1b]0;titl", "a"},
		{"lone ESC", "a\x1b", "a"},
		{"ESC ESC", "\x1b\x1b[31mx", "\x1b[31mx\x1b[0m"},
		{"CSI with a byte of no place", "\x1b[3\x01x", "^Ax"},
		{"CSI before other text", "\x1b[3é", "é"},

		{"C0", "\x01\x02\x0b\x1f\x7f", "^A^B^K^_"},
		{"C0 of no use", "a\x00b\ac\x0ed\x0fe", "abcde"},
		{"C1 encoded", "a\u0085b\u009bc", "abc"},
		{"C1 raw", "a\x85b\x9bc", "abc"},
		{"not UTF-8", "a\xffb\xc3", "a\uFFFDb\uFFFD"},
		{"half a character", "\xe2\x82x", "\uFFFDx"},
		{"surrogate and overlong", "\xed\xa0\xa1 \xc0\xaf", "\uFFFD\uFFFD\uFFFD \uFFFD\uFFFD"},
		{"direction overrides", "a\u202eb\u2066c\u2069d\u200fe", "abcde"},
		{"invisible characters", "\ufeffa\u200bb\u2060c\u00add\u2028e\U000e0041f", "abcdef"},

		{"tabs", "a\tbc\td", "a       bc      d"},
		{"tab at a stop", "12345678\tx", "12345678        x"},
		{"tab behind wide characters", "日本\tx", "日本    x"},
		{"tab behind colours", "\x1b[31mab\x1b[0m\tx", "\x1b[31mab\x1b[0m      x"},
		{"tab in a colour", "\x1b[41ma\tb", "\x1b[41ma\x1b[0m       \x1b[41mb\x1b[0m"},
		{"tab at the end", "a\t", "a"},

		{"end of line of a terminal", "done\r", "done"},
		{"two of them", "done\r\r", "done"},
		{"rewritten", "10%\r20%\r100%", "100%"},
		{"rewritten by a shorter text", "loading\rdone", "doneing"},
		{"rewritten and erased", "loading\r\x1b[Kdone", "done"},
		{"erased, then rewritten", "loading\x1b[2K\rdone", "done"},
		{"erased below", "loading\r\x1b[0Jdone", "done"},
		{"erased to the end from within", "abcdef\x1b[3D\x1b[K", "abc"},
		{"other erasing is dropped", "ab\x1b[1Kc\x1b[2Jd", "abcd"},
		{"by column", "abc\x1b[1GX\x1b[3GZ", "XbZ"},
		{"by column, beyond the end", "a\x1b[5Gb", "a   b"},
		{"forward and back", "abc\x1b[2Dx\x1b[2Cy", "axc y"},
		{"backspace moves", "abc\b", "abc"},
		{"backspace rubs out", "abc\b \b", "ab "},
		{"spinner", "-\b\\\b|\b/\b*", "*"},
		{"overstrike", "B\bBo\bo", "Bo"},
		{"backspace at the start", "\b\bx", "x"},
		{"tab in a rewritten line", "xxxxxxxxxx\ra\tb", "axxxxxxxbx"},
		{"C0 in a rewritten line", "x\r\x01", "^A"},
		{"colours survive rewriting", "\x1b[31maaaa\x1b[0m\rbb", "bb\x1b[31maa\x1b[0m"},
		{"colour of the new text", "aaaa\r\x1b[32mbb", "\x1b[32mbb\x1b[0maa"},
		{"wide character, left half overwritten", "日本\rx", "x 本"},
		{"wide character, right half overwritten", "日本\x1b[2Gx", " x本"},
		{"wide over narrow", "abcd\r日", "日cd"},
		{"wide over two halves", "日本\x1b[2G語", " 語 "},
		{"half a wide character erased", "a日\x1b[3G\x1b[K", "a "},
		{"combining character in a rewritten line", "x\re\u0301", "e\u0301"},
		{"combining character behind a colour", "x\re\x1b[31m\u0301", "e\u0301"},
		{"combining character with nothing before", "\u0301x\r\u0301", "x"},
		{"bytes in a rewritten line", "x\r\xff", "\uFFFD"},
		{"far away", "x\x1b[99999Gy", "x" + strings.Repeat(" ", maxJump-1) + "y"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := string(Sanitize(nil, []byte(tt.in)))
			if got != tt.want {
				t.Errorf("Sanitize(%q)\n  = %q\nwant %q", tt.in, got, tt.want)
			}
			checkSanitized(t, []byte(tt.in), []byte(got))
		})
	}
}

func TestSanitizeAppends(t *testing.T) {
	for _, in := range []string{"plain", "\x1b[1mbold", "old\rnew", "a\tb"} {
		want := "before " + string(Sanitize(nil, []byte(in)))
		if got := string(Sanitize([]byte("before "), []byte(in))); got != want {
			t.Errorf("Sanitize(%q, %q) = %q, want %q", "before ", in, got, want)
		}
	}
}

// checkSanitized fails unless out is fit for a screen.
func checkSanitized(t *testing.T, in, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("Sanitize(%q) = %q is not UTF-8", in, out)
	}
	if limit := 24*len(in) + 2*maxJump; len(out) > limit {
		t.Errorf("Sanitize of %d bytes has %d", len(in), len(out))
	}
	if again := Sanitize(nil, out); string(again) != string(out) {
		t.Errorf("Sanitize(%q)\n  = %q, and of that\n  = %q", in, out, again)
	}
	coloured := false
	for i := 0; i < len(out); i++ {
		c := out[i]
		if c == esc {
			rest := string(out[i:])
			n := strings.IndexByte(rest, 'm')
			if n < 2 || n >= maxSGR || rest[1] != '[' || strings.Trim(rest[2:n], "0123456789;:") != "" {
				t.Fatalf("Sanitize(%q) = %q: byte %d begins no SGR sequence", in, out, i)
			}
			coloured = rest[2:n] != "0"
			i += n
		} else if c < 0x20 || c == 0x7f {
			t.Fatalf("Sanitize(%q) = %q: control character at byte %d", in, out, i)
		}
	}
	if coloured {
		t.Errorf("Sanitize(%q) = %q ends in colour", in, out)
	}
	for _, c := range string(out) {
		if c >= 0x80 && hidden(c) {
			t.Errorf("Sanitize(%q) = %q: hidden character %U", in, out, c)
		}
	}
}

func TestCompactAmountsToTheSame(t *testing.T) {
	lines := []string{
		"10%\r20%\r30%\r\x1b[2K40%", "\x1b[31maaaa\x1b[0m\rbb", "abc\b\b", "日本\x1b[2G", "a\x1b[5G",
		"x\r\x1b]0;title\a\x1b[1mbold\x1b[22", "x\r\xe6\x97", "\x1b_Gpicture", "\x1b]52;c;aaaa\x1b",
		"\xe2\x1b[?1h\x82\xac", "é\ra\u0301b\b\u0308", "12345678901\r\t",
	}
	for _, x := range lines {
		for _, y := range lines {
			checkCompact(t, x, y)
		}
		checkCompact(t, x, "\\plain\atext")
		checkCompact(t, x, "\xac\x9c")
	}
}

func checkCompact(t *testing.T, x, y string) {
	t.Helper()
	want, wantPen := renderCells(nil, []byte(x+y), pen{}, false)
	short := compact(nil, []byte(x))
	got, gotPen := renderCells(nil, append(short[:len(short):len(short)], y...), pen{}, false)
	if string(got) != string(want) || gotPen != wantPen {
		t.Errorf("%q then %q\nshow  %q %v\ncompact %q\nshows %q %v", x, y, want, wantPen, short, got, gotPen)
	}
}

func TestCompactKeepsAProgressBarSmall(t *testing.T) {
	x := strings.Repeat("\r\x1b[2K\x1b[32m####\x1b[0m 40% of it", 1000)
	if got := compact(nil, []byte(x)); len(got) > 60 {
		t.Errorf("%d bytes left: %q", len(got), got)
	}
	if got := string(compact(nil, []byte("a\x1b]1337;"+strings.Repeat("x", 60000)))); got != "a\x1b]" {
		t.Errorf("picture: %q", got)
	}
}
