package processcontrol

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParseNotification(t *testing.T) {
	for _, test := range []struct {
		datagram string
		want     notification
	}{
		{"", notification{}},
		{"READY=1", notification{ready: true}},
		{"READY=1\nSTATUS=listening on 8080\nMAINPID=7\n", notification{ready: true, speaks: true, status: "listening on 8080"}},
		{"WATCHDOG=1", notification{beat: true}},
		{"WATCHDOG=trigger", notification{trigger: true}},
		{"WATCHDOG=0\nREADY=0\nREADY\nREADY =1\n READY=1\nready=1", notification{}},
		{"STATUS=", notification{speaks: true}},
		{"STATUS=a=b\nSTATUS=c", notification{speaks: true, status: "c"}},
		{"STATUS=\x1b[31m red\x07\x1b]0;title\x07\tand more\r", notification{speaks: true, status: "red and more"}},
		{"STATUS=" + strings.Repeat("é", 300), notification{speaks: true, status: strings.Repeat("é", 199) + "…"}},
		{"STOPPING=1\nRELOADING=1\nEXTEND_TIMEOUT_USEC=9\nERRNO=2\nFDSTORE=1\nBARRIER=1\n\x00\xff=\n=1", notification{}},
	} {
		if got := parseNotification(test.datagram); got != test.want {
			t.Errorf("%q: %+v, want %+v", test.datagram, got, test.want)
		}
	}
}

func FuzzNotification(f *testing.F) {
	for _, seed := range []string{
		"", "READY=1", "READY=1\nSTATUS=x\nWATCHDOG=1", "WATCHDOG=trigger\n", "STATUS=\x1b[1;31mred\x1b[0m\r\x08\x08 \u202e",
		"STATUS=\xff\xfe\x00", "=\n==\n\n", "STATUS=" + strings.Repeat("\x1b[m", 2000), strings.Repeat("STATUS=\n", 500),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, datagram string) {
		n := parseNotification(datagram)
		if n.status != "" && !n.speaks || !utf8.ValidString(n.status) || utf8.RuneCountInString(n.status) > statusLength {
			t.Fatalf("%+v", n)
		}
		for _, r := range n.status {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q in %q", r, n.status)
			}
		}
		if n.ready && !strings.Contains(datagram, "READY=1") || (n.beat || n.trigger) && !strings.Contains(datagram, "WATCHDOG=") {
			t.Fatalf("%+v", n)
		}
		// What has been made harmless stays as it is.
		if again := parseNotification("STATUS=" + n.status); again.status != n.status {
			t.Fatalf("%q, then %q", n.status, again.status)
		}
	})
}
