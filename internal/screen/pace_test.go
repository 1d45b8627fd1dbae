package screen

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestAFrameAfterAQuietMomentComesAtOnce(t *testing.T) {
	var p pace
	now := time.Now()
	for range 3 {
		for range atOnce {
			if wait := p.wait(now); wait != 0 {
				t.Errorf("it waits for %v", wait)
			}
			p.take(now)
		}
		if p.wait(now) != interval {
			t.Errorf("the next one waits for %v", p.wait(now))
		}
		now = now.Add(time.Second)
	}
}

func TestThereAreNoMoreThan60FramesInAnySecond(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var p pace
	var frames []time.Time
	now := time.Now()
	for range 100_000 {
		now = now.Add(time.Duration(random.ExpFloat64() * float64(5*time.Millisecond)))
		if p.wait(now) > 0 {
			continue
		}
		p.take(now)
		if frames = append(frames, now); len(frames) > 60 {
			frames = frames[1:]
			if took := now.Sub(frames[0]); len(frames) == 60 && took < time.Second-2*interval {
				t.Fatalf("60 frames in %v", took)
			}
		}
	}
}
