package processcontrol

import (
	"os"
	"testing"
)

func TestThreadsAreReserved(t *testing.T) {
	ReserveThreads()
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	if len(threads) < reservedThreads {
		t.Errorf("%d threads, want at least %d", len(threads), reservedThreads)
	}
}
