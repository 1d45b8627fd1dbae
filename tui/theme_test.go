package tui

import (
	"fmt"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/muesli/termenv"

	"tend/internal/theme"
)

// themed is a screen with some of everything.
func themed(t *testing.T, profile termenv.Profile, look func(*Options)) *driver {
	t.Helper()
	o := options(profile)
	look(&o)
	d := &driver{t: t, fake: sceneStack(), time: noon}
	d.app = newApp(t.Context(), d.fake, o)
	d.app.Init()
	d.size(100, 30)
	d.press("j", "j", "j", " ")
	return d
}

func TestThemes(t *testing.T) {
	for _, name := range theme.Names() {
		for _, background := range []string{"dark", "light"} {
			t.Run(name+"/"+background, func(t *testing.T) {
				d := themed(t, termenv.TrueColor, func(o *Options) { o.Theme, o.Background = name, background })
				golden.RequireEqualEscape(t, []byte(d.app.View()+"\n"), true)
			})
		}
	}
}

func TestTheBackgroundIsWhatIsSaid(t *testing.T) {
	r := lipgloss.NewRenderer(nil)
	for _, dark := range []bool{true, false} {
		r.SetHasDarkBackground(!dark)
		newApp(t.Context(), newFake(), Options{Renderer: r, Background: map[bool]string{true: "dark", false: "light"}[dark]})
		if r.HasDarkBackground() != dark {
			t.Errorf("dark is %t, want %t", !dark, dark)
		}
		newApp(t.Context(), newFake(), Options{Renderer: r, Background: theme.Auto})
		if r.HasDarkBackground() != dark {
			t.Error("auto has changed it")
		}
	}
}

// What tend draws in ASCII has nothing else, in no mode, and fills the screen.
func TestASCIIHasNothingElse(t *testing.T) {
	everyScene(func(scene scene, stack func() *fakeStack) {
		d := drive(t, stack(), 100, 30)
		d.app.ascii = true
		scene.play(d)
		d.mustFit(fmt.Sprint(scene.name, " in ASCII"))
		for _, r := range d.app.View() {
			if r > 0x7e && !foreign(r) {
				t.Errorf("%s: %q is on the screen", scene.name, r)
				break
			}
		}
	})
}

// foreign reports whether only processes print such a character in the tests.
func foreign(r rune) bool { return r >= 0x2e80 || r >= 0xc0 && r < 0x250 || r >= 0x300 && r < 0x370 }

func TestASCII(t *testing.T) {
	d := themed(t, termenv.Ascii, func(o *Options) { o.ASCII = true })
	golden.RequireEqual(t, []byte(d.app.View()+"\n"))
}
