package tui

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"tend/internal/keymap"
	"tend/internal/logview"
)

// driver plays the program: it hands messages to the app and runs the commands
// that come back at once, all but those that wait.
type driver struct {
	t    testing.TB
	app  *app
	fake *fakeStack
	time time.Time
	quit bool

	copied   string // what is in the clipboard
	opened   string // what an editor or a pager was given
	files    string // the folder that files are written to
	scanning bool   // scans go on until a test says otherwise
}

func options(profile termenv.Profile) Options {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(profile)
	r.SetHasDarkBackground(true)
	return Options{Renderer: r, Now: func() time.Time { return noon }, Version: "1.2.3"}
}

func drive(t testing.TB, f *fakeStack, width, height int) *driver {
	t.Helper()
	return driveIn(t, f, width, height, termenv.Ascii)
}

func driveIn(t testing.TB, f *fakeStack, width, height int, profile termenv.Profile) *driver {
	t.Helper()
	return driveWith(t, f, width, height, options(profile))
}

// driveBound drives a screen with keys in the place of those by default.
func driveBound(t testing.TB, f *fakeStack, keys keymap.Bindings) *driver {
	t.Helper()
	o := options(termenv.Ascii)
	o.Keys = keys
	return driveWith(t, f, 80, 24, o)
}

func driveWith(t testing.TB, f *fakeStack, width, height int, o Options) *driver {
	t.Helper()
	d := &driver{t: t, fake: f, time: noon}
	o.Now = func() time.Time { return d.time }
	d.app = newApp(t.Context(), f, o)
	d.app.clipboard = func(_ context.Context, text string) error { d.copied = text; return nil }
	d.app.openFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		return os.OpenFile(d.path(name), flag, mode)
	}
	d.app.Init()
	d.size(width, height)
	return d
}

func (d *driver) size(width, height int) { d.send(tea.WindowSizeMsg{Width: width, Height: height}) }

// send hands a message to the app.
func (d *driver) send(msg tea.Msg) {
	d.t.Helper()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyMsg:
		// The listener and the tick, which wait, come from settle.
		d.app.at = d.app.now()
		cmd = d.app.press(msg)
		d.app.settle()
	default:
		_, cmd := d.app.Update(msg)
		if d.app.snap.Phase == 2 && cmd != nil {
			_, d.quit = cmd().(tea.QuitMsg)
		}
		d.scan()
		d.open()
		d.tell()
		return
	}
	d.run(cmd)
	d.scan()
	d.tell()
}

// tell answers what the app asks about a process, and types into it.
func (d *driver) tell() {
	d.keepAttached()
	if name := d.app.details.asked; name != "" {
		known, err := d.fake.Details(name)
		d.app.Update(detailsMsg{name, known, err})
	}
}

// keepAttached does what the goroutines of somebody's being attached do.
func (d *driver) keepAttached() {
	t := d.app.attached
	if t == nil {
		return
	}
	if t.screen == nil {
		t.begin()
	}
	t.takeIn(d.t.Context())
	if t.screen != nil {
		t.draw()
	}
	t.sendAll()
	d.app.Update(consoleMsg{t.console})
}

// path is where a file of that name is written.
func (d *driver) path(name string) string {
	if d.files == "" {
		d.files = d.t.TempDir()
	}
	return filepath.Join(d.files, filepath.Base(name))
}

// open is the editor or the pager, should it have the terminal: it reads and
// ends.
func (d *driver) open() {
	if e := d.app.exporting; e != nil && e.path != "" {
		text, err := os.ReadFile(e.path)
		if err != nil {
			d.t.Fatal(err)
		}
		d.opened = string(text)
		d.send(openedMsg{program: "vi"})
	}
}

// scan carries out the scan that the app has begun, unless scans go on.
func (d *driver) scan() {
	o := d.app.logs
	if o.scan.cancel == nil || d.scanning {
		return
	}
	var near logview.Position
	d.send(scanLogs(d.t.Context(), o.scan.id, d.fake, o.scan.wanted.scans(o.shown.Names, near), nil, make(chan struct{}))())
}

// write types a text.
func (d *driver) write(text string) {
	d.t.Helper()
	for _, r := range text {
		d.press(string(r))
	}
}

// run carries out commands that do not wait.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.SuspendMsg:
	case tea.QuitMsg:
		d.quit = true
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	default:
		d.send(msg)
	}
}

// press types keys, named as bubbletea names them.
func (d *driver) press(names ...string) {
	d.t.Helper()
	for _, name := range names {
		d.send(keyNamed(d.t, name))
	}
}

// changed lets the app look at what the stack has to say.
func (d *driver) changed() { d.send(changedMsg{listener: d.app.listener}) }

// view returns the screen without colours.
func (d *driver) view() string { return ansi.Strip(d.app.View()) }

// line returns a line of the screen without colours.
func (d *driver) line(n int) string {
	lines := strings.Split(d.view(), "\n")
	if n < 0 {
		n += len(lines)
	}
	return lines[n]
}

func (d *driver) mustShow(words ...string) {
	d.t.Helper()
	for _, w := range words {
		if !strings.Contains(d.view(), w) {
			d.t.Fatalf("screen does not show %q:\n%s", w, d.view())
		}
	}
}

func (d *driver) mustNotShow(words string) {
	d.t.Helper()
	if strings.Contains(d.view(), words) {
		d.t.Fatalf("screen shows %q:\n%s", words, d.view())
	}
}

// mustFit fails unless the screen is exactly as large as the terminal.
func (d *driver) mustFit(what string) {
	d.t.Helper()
	width, height := d.app.width, d.app.height
	view := d.app.View()
	if width == 0 || height == 0 {
		if view != "" {
			d.t.Fatalf("%s: %d×%d shows %q", what, width, height, view)
		}
		return
	}
	lines := strings.Split(view, "\n")
	if len(lines) != height {
		d.t.Fatalf("%s: %d×%d has %d lines:\n%s", what, width, height, len(lines), view)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			d.t.Fatalf("%s: %d×%d: line %d is %d cells wide: %q", what, width, height, i, w, l)
		}
	}
}

// keyTypes are all keys but characters, by what bubbletea calls them.
func keyTypes() map[string]tea.KeyType {
	types := make(map[string]tea.KeyType)
	for kind := tea.KeyF20; kind <= tea.KeyBackspace; kind++ {
		if name := kind.String(); name != "" && kind != tea.KeyRunes {
			types[name] = kind
		}
	}
	return types
}

func keyNamed(t testing.TB, name string) tea.KeyMsg {
	t.Helper()
	name, alt := strings.CutPrefix(name, "alt+")
	if kind, ok := keyTypes()[name]; ok {
		k := tea.KeyMsg{Type: kind, Alt: alt}
		if kind == tea.KeySpace {
			k.Runes = []rune{' '}
		}
		return k
	}
	if len([]rune(name)) != 1 {
		t.Fatalf("no key %q", name)
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name), Alt: alt}
}

// allKeys are all keys that are bound to something, and one that is not.
func allKeys() []string {
	out := []string{"Z"}
	all := newBindings(nil).all
	for _, b := range append(all[:], keyYes, keyNo, keyRegexp, keyOlder, keyNewer) {
		out = append(out, b.Keys()...)
	}
	return out
}
