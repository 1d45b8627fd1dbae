package tui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func (d *driver) mouse(x, y int, action tea.MouseAction) {
	d.send(tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: action})
}

func TestTheRuleBetweenThePanesIsDragged(t *testing.T) {
	d := drive(t, company(), 100, 24)
	before := d.app.layout.list.w
	d.mouse(before, 5, tea.MouseActionPress)
	for _, want := range []struct{ x, w int }{{before + 10, before + 10}, {3, leastList}, {99, 100 - leastOutput}, {50, 50}} {
		d.mouse(want.x, 7, tea.MouseActionMotion)
		if got := d.app.layout.list.w; got != want.w {
			t.Errorf("dragged to %d the list has %d cells, want %d", want.x, got, want.w)
		}
		d.mustFit("dragged")
	}
	d.mouse(50, 7, tea.MouseActionRelease)
	d.mouse(60, 7, tea.MouseActionMotion)
	if got := d.app.layout.list.w; got != 50 {
		t.Errorf("after the release the list has %d cells", got)
	}
	d.size(60, 24)
	d.mustFit("smaller")
}

func TestADoubleClickZooms(t *testing.T) {
	d := drive(t, company(), 100, 24)
	d.mouse(60, 5, tea.MouseActionPress)
	d.time = d.time.Add(time.Second)
	d.mouse(60, 5, tea.MouseActionPress) // too late
	if d.app.zoomed {
		t.Error("two single clicks zoomed")
	}
	d.mouse(60, 5, tea.MouseActionPress)
	if !d.app.zoomed {
		t.Error("a double click did not zoom")
	}
	d.mouse(60, 5, tea.MouseActionPress) // the third in a row
	if !d.app.zoomed {
		t.Error("the third click counted as one of two")
	}
	d.mouse(60, 5, tea.MouseActionPress)
	if d.app.zoomed {
		t.Error("another double click did not end it")
	}
	d.mouse(3, 1, tea.MouseActionPress)
	d.mouse(3, 1, tea.MouseActionPress) // the head of a group folds, as enter does
	mustList(t, d, "[storage]", "proxy", "[backend]", "api", "worker")
}
