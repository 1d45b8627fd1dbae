package tui

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"
)

// goldenSizes are what every scene is drawn at: the terminal of old, two that
// people have, and the least.
var goldenSizes = [][2]int{{80, 24}, {120, 40}, {160, 50}, {40, 10}}

// drawn is a scene as it is shown, at the clock of synctest, which begins at
// midnight.
func drawn(t *testing.T, scene scene, stack func() *fakeStack, width, height int, profile termenv.Profile, look func(*app)) (view string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := driveIn(t, stack(), width, height, profile)
		if look != nil {
			look(d.app)
		}
		scene.play(d)
		view = d.app.View() + "\n"
	})
	return view
}

// goldens compares scenes with their golden files. Without colours these can be
// read, and show what NO_COLOR shows; marks are brackets in them.
func goldens(t *testing.T, scenes []scene, stack func() *fakeStack, sizes ...[2]int) {
	t.Helper()
	for _, size := range append(goldenSizes[:len(goldenSizes):len(goldenSizes)], sizes...) {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, scene := range scenes {
				t.Run(scene.name, func(t *testing.T) {
					golden.RequireEqual(t, []byte(readable(drawn(t, scene, stack, size[0], size[1], termenv.Ascii, nil))))
				})
			}
		})
	}
}

// In ASCII there is one picture of each view.
func TestScreensInASCII(t *testing.T) {
	for _, c := range []struct {
		scenes []scene
		stack  func() *fakeStack
		names  []string
	}{
		{scenes, sceneStack, []string{"all", "help", "quit", "shutdown", "forced", "runs"}},
		{companies, company, []string{"groups", "folded"}},
		{knowings, known, []string{"details", "graph"}},
		{findings, func() *fakeStack { return talkingAt(137 * time.Millisecond) }, []string{"merged", "searchkept"}},
		{palettes, company, []string{"palette"}},
		{troubles, misbehaving, []string{"messages"}},
		{attachings, consoles, []string{"prompt"}},
	} {
		for _, scene := range c.scenes {
			if slices.Contains(c.names, scene.name) {
				t.Run(scene.name, func(t *testing.T) {
					view := drawn(t, scene, c.stack, 80, 24, termenv.Ascii, func(a *app) { a.ascii = true })
					golden.RequireEqual(t, []byte(readable(view)))
				})
			}
		}
	}
}
