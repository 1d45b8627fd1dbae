//go:build lockstat && linux

package processcontrol

import (
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// lock is a mutex that records how long it is waited for and held. It exists
// for BenchmarkLockHold; without the tag lockstat it is a sync.Mutex.
//
// A hold is measured twice. Its wall time is what others have to wait for. Its
// CPU time is what the goroutine itself used of it: the time in which the
// kernel or the runtime ran somebody else, or stopped the world, is left out.
// For that, the goroutine keeps its thread to itself during the hold, so that
// the thread's clock is the goroutine's. This costs nothing unless it is
// rescheduled. What it does for the garbage collector itself, and what
// interrupts and the hypervisor take, still counts as its own: the CPU time is
// never too small.
//
// The clocks are read inside the hold and add about a microsecond to it.
type lock struct {
	mu    sync.Mutex
	stats *lockStats // nil: controlLocks

	// Guarded by mu.
	since time.Time
	cpu   time.Duration
}

// lockStats is what the locks of one kind have met.
type lockStats struct {
	wait, wall, cpu histogram
}

// controlLocks is what the locks of all Controls have met.
var controlLocks lockStats

func (l *lock) Lock() {
	began := time.Now()
	l.mu.Lock()
	now := time.Now()
	runtime.LockOSThread()
	l.of().wait.add(now.Sub(began))
	l.since, l.cpu = now, threadTime()
}

func (l *lock) Unlock() {
	cpu, wall := threadTime()-l.cpu, time.Since(l.since)
	runtime.UnlockOSThread()
	l.mu.Unlock()

	s := l.of()
	s.wall.add(wall)
	s.cpu.add(cpu)
}

func (l *lock) of() *lockStats {
	if l.stats == nil {
		return &controlLocks
	}
	return l.stats
}

func (s *lockStats) reset() {
	s.wait.reset()
	s.wall.reset()
	s.cpu.reset()
}

// threadTime is the CPU time that this thread has used. The call is a raw one,
// so that the runtime takes no notice.
func threadTime() time.Duration {
	var t unix.Timespec
	_, _, errno := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_THREAD_CPUTIME_ID, uintptr(unsafe.Pointer(&t)), 0)
	if errno != 0 {
		panic(errno)
	}
	return time.Duration(t.Nano())
}

const (
	histogramBits = 5 // 32 buckets for each power of two: 3 % exact
	histogramSize = 1 << histogramBits
)

// histogram counts durations, from any goroutine and without a lock. The zero
// value is empty.
type histogram struct {
	buckets [(64 - histogramBits) * histogramSize]atomic.Uint64
	most    atomic.Int64
}

// bucketOf numbers the buckets: one for each of the smallest values, then as
// many for each power of two.
func bucketOf(v uint64) int {
	if v < histogramSize {
		return int(v)
	}
	shift := bits.Len64(v) - histogramBits - 1
	return shift<<histogramBits + int(v>>shift)
}

// bucketEnd is the largest value of a bucket.
func bucketEnd(i int) uint64 {
	if i < 2*histogramSize {
		return uint64(i)
	}
	shift := i>>histogramBits - 1
	return uint64(histogramSize+i&(histogramSize-1)+1)<<shift - 1
}

func (h *histogram) add(d time.Duration) {
	d = max(d, 0)
	h.buckets[bucketOf(uint64(d))].Add(1)
	for {
		most := h.most.Load()
		if int64(d) <= most || h.most.CompareAndSwap(most, int64(d)) {
			return
		}
	}
}

func (h *histogram) reset() {
	for i := range h.buckets {
		h.buckets[i].Store(0)
	}
	h.most.Store(0)
}

func (h *histogram) count() (n uint64) {
	for i := range h.buckets {
		n += h.buckets[i].Load()
	}
	return n
}

func (h *histogram) max() time.Duration { return time.Duration(h.most.Load()) }

// quantile returns a value that the part q of all durations does not exceed.
func (h *histogram) quantile(q float64) time.Duration {
	rest := uint64(q * float64(h.count()))
	for i := range h.buckets {
		n := h.buckets[i].Load()
		if rest < n {
			return min(time.Duration(bucketEnd(i)), h.max())
		}
		rest -= n
	}
	return h.max()
}
