package ctlseq

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// notes is a Sink that writes down what it gets.
type notes struct{ b strings.Builder }

func (n *notes) Text(p []byte) { fmt.Fprintf(&n.b, "%s", p) }
func (n *notes) Sequence(s []byte) {
	fmt.Fprintf(&n.b, "<%s>", strings.ReplaceAll(string(s[1:]), "\x1b", "$"))
}

func TestAStreamIsTakenApartInWhateverPieces(t *testing.T) {
	for _, c := range []struct{ stream, want string }{
		{"text", "text"},
		{"a\x1b[31mb\x1b[mc", "a<[31m>b<[m>c"},
		{"\x1b7\x1b=\x1b(0\x1b#8\x1bM", "<7><=><(0><#8><M>"},
		{"\x1b[?1;2$p\x1b[>c\x1b[2 q", "<[?1;2$p><[>c><[2 q>"},
		{"\x1b]0;title\ax\x1b]0;title\x1b\\x", "<]0;title\a>x<]0;title$\\>x"},
		{"\x1bPq\ax\x1b\\\x1b_apc\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\", "<Pq\ax$\\><_apc$\\><^pm$\\><Xsos$\\>"},
		{"\x1b]0;é\x1b\\", "<]0;é$\\>"},
		{"\x1b[3\n1mx", "\n<[3\n1m>x"}, // a control character within acts at once
		{"\x1b[31\x18mx\x1b[31\x1amx", "mxmx"},
		{"\x1b]0;t\x18x", "x"},
		{"\x1b[3\x1b[4mx", "<[4m>x"},
		{"\x1b\x1b[4mx", "<[4m>x"},
		{"\x1b]0;t\x1b[4mx", "<[4m>x"}, // a string that was not ended
		{"\x1b]0;t\x1b\x1b[4mx", "<[4m>x"},
		{"\x1b[3éx\x1béy", "éxéy"},
		{"\x1b[3\x7f1mx", "<[3\x7f1m>x"},
		{"\x1b[" + strings.Repeat("1;", 50) + "mx", "x"}, // too long
		{"\x1b]0;" + strings.Repeat("y", 100) + "\ax", "x"},
		{"\x1b[12", ""},
		{"a\x1b", "a"},
	} {
		for size := range len(c.stream) {
			var n notes
			s := Scanner{Most: 40}
			for piece := range slices.Chunk([]byte(c.stream), size+1) {
				s.Feed(piece, &n)
			}
			if got := n.b.String(); got != c.want {
				t.Errorf("%q in pieces of %d is %q, want %q", c.stream, size+1, got, c.want)
			}
			if len(s.held) > s.Most {
				t.Errorf("%d bytes are held", len(s.held))
			}
		}
	}
}

func TestAControlSequenceIsRead(t *testing.T) {
	for _, c := range []struct {
		sequence             string
		prefix, intermediate byte
		params               []int16
	}{
		{"\x1b[m", 0, 0, nil},
		{"\x1b[1m", 0, 0, []int16{1}},
		{"\x1b[;5m", 0, 0, []int16{-1, 5}},
		{"\x1b[5;m", 0, 0, []int16{5, -1}},
		{"\x1b[?25;2004h", '?', 0, []int16{25, 2004}},
		{"\x1b[2 q", 0, ' ', []int16{2}},
		{"\x1b[?1$p", '?', '$', []int16{1}},
		{"\x1b[9999999999999999999999d", 0, 0, []int16{maxNumber}},
		{"\x1b[1\n2d", 0, 0, []int16{12}},
		{"\x1b[" + strings.Repeat("7;", 40) + "h", 0, 0, slices.Repeat([]int16{7}, maxParams)},
	} {
		got, ok := ParseCSI([]byte(c.sequence))
		if !ok || got.Prefix != c.prefix || got.Intermediate != c.intermediate || !slices.Equal(got.List(), c.params) || got.Final != c.sequence[len(c.sequence)-1] {
			t.Errorf("%q is %+v, %v", c.sequence, got, ok)
		}
	}
	for _, s := range []string{"\x1b[??1h", "\x1b[1?h", "\x1b[ $p", "\x1b[ 1q", "\x1b[1:2H"} {
		if got, ok := ParseCSI([]byte(s)); ok {
			t.Errorf("%q is %+v", s, got)
		}
	}
	c := CSI{N: 2, params: [maxParams]int16{0, -1}}
	if c.Count(5) != 1 || c.Get(0, 7) != 0 || c.Get(1, 7) != 7 || c.Get(2, 7) != 7 || c.Get(99, 7) != 7 {
		t.Error("missing parameters are not what they stand for")
	}
}
