package processcontrol

import "testing"

var benchmarkedState State // keeps the compiler from leaving out what is measured

// BenchmarkSnapshotDuringStop reads the state of a process that is being
// stopped and ignores it.
func BenchmarkSnapshotDuringStop(b *testing.B) {
	c := control(b, spec(b, "ignore")) // its grace is a minute
	c.up(b)
	if _, err := c.Request(OpStop); err != nil {
		b.Fatal(err)
	}
	c.until(b, "the grace period", func(s Snapshot) bool { return s.Stop.Phase == Waiting })
	b.ReportAllocs()
	for b.Loop() {
		s := c.Snapshot()
		benchmarkedState = s.State
	}
	if s := c.Snapshot(); s.State != Stopping {
		b.Fatalf("the stop was over: %+v", s)
	}
}
