//go:build linux

package chaos

import "testing"

// impossible are what nobody can find without control groups once tend has been
// killed: their parents have ended, they have left their group and their
// session, and their environment says nothing. While tend lives they are its
// own children, and end with it.
var impossible = []string{
	"bare sleep",   // of the bare daemon
	"bare ignores", // of the bare session
}

// TestNothingOutlivesTendWithoutControlGroups is the same as somebody who may
// make no control groups: tend knows its processes by their groups, their
// parents and their environment alone.
func TestNothingOutlivesTendWithoutControlGroups(t *testing.T) {
	everyWay(t, scene{processes: all(leavers), user: stranger(t), escapes: impossible})
}
