package tendtest

import (
	"fmt"
	"os"
	"testing"

	"tend/internal/proctable"
)

// Helpers returns the helpers of a tend that have come so far as to know what
// they are: see package leash.
func Helpers(tb testing.TB, pid int) (pids []int) {
	tb.Helper()
	table, err := proctable.Read()
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range table.Children(pid) {
		if name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", p.PID)); err == nil && string(name) == "leash\n" && !p.Zombie {
			pids = append(pids, p.PID)
		}
	}
	return pids
}
