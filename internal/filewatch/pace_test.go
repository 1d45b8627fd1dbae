package filewatch

import (
	"fmt"
	"reflect"
	"testing"
	"time"
)

func TestChangesAreToldOnceNothingChangesAnyMore(t *testing.T) {
	p := pace{debounce: 100 * time.Millisecond}
	if !p.due().IsZero() {
		t.Fatal("nothing has changed, and it is told")
	}
	start := time.Unix(1000, 0)
	p.add("b", start)
	p.add("a", start.Add(50*time.Millisecond))
	p.add("b", start.Add(60*time.Millisecond))
	if want := start.Add(160 * time.Millisecond); !p.due().Equal(want) {
		t.Errorf("due %s, want %s", p.due(), want)
	}
	if got, want := p.take(), (Change{Paths: []string{"b", "a"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if !p.due().IsZero() || p.debounce != 100*time.Millisecond {
		t.Errorf("afterwards: %+v", p)
	}
}

func TestAStormIsToldOfWhileItGoesOn(t *testing.T) {
	p := pace{debounce: 100 * time.Millisecond}
	start := time.Unix(1000, 0)
	for i := range 1000 {
		p.add(fmt.Sprint(i), start.Add(time.Duration(i)*90*time.Millisecond))
	}
	if want := start.Add(patience); !p.due().Equal(want) {
		t.Errorf("due %s, want %s", p.due(), want)
	}
	if got := p.take(); len(got.Paths) != named || got.More != 1000-named || got.Lost {
		t.Errorf("%+v", got)
	}
	p.add("", start)
	if got := p.take(); !got.Lost {
		t.Errorf("%+v", got)
	}
}
