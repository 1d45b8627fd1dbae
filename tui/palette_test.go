package tui

import (
	"reflect"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

// palettes are the modes of the dialog with all that can be done.
var palettes = []scene{
	{"palette", func(d *driver) { d.press(":") }},
	{"typed", func(d *driver) { d.press(":"); d.write("restw"); d.press("down") }},
	{"nothing", func(d *driver) { d.press(":"); d.write("zzzz") }},
}

func TestPalettes(t *testing.T) { goldens(t, palettes, company) }

func TestThePaletteDoesWhatIsFound(t *testing.T) {
	d := drive(t, company(), 100, 30)
	d.press(":")
	d.write("restart worker")
	d.press("enter")
	if want := []manager.Command{{Action: manager.Restart, Names: []string{"worker"}}}; !reflect.DeepEqual(d.fake.commands, want) {
		t.Errorf("the stack was told %v", d.fake.commands)
	}
	d.press("j", "left", ":") // the group that db is in
	d.write("go to db")
	d.press("enter")
	if p := d.app.list.selected(); p == nil || p.Name != "db" {
		t.Errorf("selected is %v", p)
	}
	d.press(":")
	d.write("quit")
	d.press("down", "up", "enter")
	d.mustShow("Stop them and quit?")
}

func TestThePaletteTakesEveryKeyAsText(t *testing.T) {
	d := drive(t, company(), 100, 30)
	d.press(":")
	d.write("qxXrs")
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("pasted"), Paste: true})
	d.mustShow(":qxXrspasted", "nothing is called that")
	d.press("enter")
	d.press("esc")
	if len(d.fake.commands)+len(d.fake.shutdowns) > 0 || d.app.dialog != noDialog {
		t.Errorf("the stack was told %v, %v", d.fake.commands, d.fake.shutdowns)
	}
}
