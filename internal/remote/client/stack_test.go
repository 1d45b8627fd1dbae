package client

import (
	"testing"

	"go.uber.org/goleak"

	"tend/tui"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A screen takes a session elsewhere for one of its own.
var _ tui.Stack = (*Stack)(nil)

func TestTheQueryOfLinesSaysOnlyWhatIsAsked(t *testing.T) {
	o := LogOptions{Tail: -1}
	if got := o.query().Encode(); got != "follow=false" {
		t.Error(got)
	}
}
