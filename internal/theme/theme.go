// Package theme holds the colours that the screen can have.
package theme

import (
	"slices"

	"github.com/charmbracelet/lipgloss"
)

// Theme is a set of colours, each for a light and a dark background. There are
// few: one accent for where the keys go, three for how things are, and greys, so
// that most of the screen stays quiet and what has a colour is what needs
// attention.
type Theme struct {
	Name                  string
	Accent, OK, Warn, Bad Colour
	Dim, Faint            Colour   // what is there to be found; lines and empty places
	Selected, Bar         Colour   // backgrounds of the selected row, and of titles
	OnAccent              Colour   // on a background of one of the first four
	Processes             []Colour // tell processes apart; none is that of something wrong
}

// Colour is one for a light and one for a dark background.
type Colour = lipgloss.AdaptiveColor

// Default is the name of the theme that is used where none is asked for.
const Default = "tend"

// Names lists the themes.
func Names() []string {
	var names []string
	for _, t := range themes() {
		names = append(names, t.Name)
	}
	return names
}

// Find returns the theme of a name, or the default one if there is none.
func Find(name string) Theme {
	all := themes()
	if i := slices.IndexFunc(all, func(t Theme) bool { return t.Name == name }); i >= 0 {
		return all[i]
	}
	return all[0]
}

// Backgrounds lists what the terminal's background can be said to be.
func Backgrounds() []string { return []string{Auto, "dark", "light"} }

// Auto has the terminal asked for its background.
const Auto = "auto"

func themes() []Theme {
	return []Theme{
		{
			Name:   Default,
			Accent: Colour{Light: "#2a5fc1", Dark: "#82aaff"}, OK: Colour{Light: "#2e7d32", Dark: "#8fce8a"},
			Warn: Colour{Light: "#966200", Dark: "#e6b566"}, Bad: Colour{Light: "#c62828", Dark: "#f4707a"},
			Dim: Colour{Light: "#6b7280", Dark: "#868e9c"}, Faint: Colour{Light: "#d0d5dc", Dark: "#3d4452"},
			Selected: Colour{Light: "#e3e9f4", Dark: "#262c38"}, Bar: Colour{Light: "#f0f2f6", Dark: "#1b202a"},
			OnAccent: Colour{Light: "#ffffff", Dark: "#10141c"},
			Processes: []Colour{
				{Light: "#2a5fc1", Dark: "#82aaff"}, // blue
				{Light: "#8a6d00", Dark: "#e0c46c"}, // yellow
				{Light: "#00797a", Dark: "#6cc7c9"}, // cyan
				{Light: "#8e3fa8", Dark: "#c99ae8"}, // violet
				{Light: "#3d7a1f", Dark: "#9ccc72"}, // green
				{Light: "#a8521a", Dark: "#e69a6b"}, // orange
				{Light: "#5a5fb8", Dark: "#9aa0f0"}, // indigo
				{Light: "#a63d75", Dark: "#e59ac0"}, // pink
			},
		},
		{ // https://ethanschoonover.com/solarized
			Name:   "solarized",
			Accent: same("#268bd2"), OK: same("#859900"), Warn: same("#b58900"), Bad: same("#dc322f"),
			Dim: Colour{Light: "#657b83", Dark: "#839496"}, Faint: Colour{Light: "#d9d2c2", Dark: "#2b4a53"},
			Selected: Colour{Light: "#eee8d5", Dark: "#073642"}, Bar: Colour{Light: "#eee8d5", Dark: "#073642"},
			OnAccent:  Colour{Light: "#fdf6e3", Dark: "#002b36"},
			Processes: []Colour{same("#268bd2"), same("#b58900"), same("#2aa198"), same("#6c71c4"), same("#859900"), same("#cb4b16"), same("#d33682")},
		},
		{ // https://www.nordtheme.com
			Name:   "nord",
			Accent: Colour{Light: "#4c6a92", Dark: "#88c0d0"}, OK: Colour{Light: "#5b7a45", Dark: "#a3be8c"},
			Warn: Colour{Light: "#946b00", Dark: "#ebcb8b"}, Bad: Colour{Light: "#a8434d", Dark: "#d0717b"},
			Dim: Colour{Light: "#6d778c", Dark: "#8a95aa"}, Faint: Colour{Light: "#d8dee9", Dark: "#434c5e"},
			Selected: Colour{Light: "#e5e9f0", Dark: "#3b4252"}, Bar: Colour{Light: "#eceff4", Dark: "#353c4a"},
			OnAccent: Colour{Light: "#eceff4", Dark: "#2e3440"},
			Processes: []Colour{
				{Light: "#4c6a92", Dark: "#88c0d0"}, {Light: "#946b00", Dark: "#ebcb8b"}, {Light: "#2f7a75", Dark: "#8fbcbb"},
				{Light: "#86608e", Dark: "#b48ead"}, {Light: "#5b7a45", Dark: "#a3be8c"}, {Light: "#a35f3d", Dark: "#d08770"},
				{Light: "#4a5f9c", Dark: "#81a1c1"},
			},
		},
		{ // https://github.com/morhetz/gruvbox
			Name:   "gruvbox",
			Accent: Colour{Light: "#076678", Dark: "#83a598"}, OK: Colour{Light: "#79740e", Dark: "#b8bb26"},
			Warn: Colour{Light: "#b57614", Dark: "#fabd2f"}, Bad: Colour{Light: "#9d0006", Dark: "#fb4934"},
			Dim: Colour{Light: "#7c6f64", Dark: "#a89984"}, Faint: Colour{Light: "#d5c4a1", Dark: "#504945"},
			Selected: Colour{Light: "#ebdbb2", Dark: "#3c3836"}, Bar: Colour{Light: "#f2e5bc", Dark: "#32302f"},
			OnAccent: Colour{Light: "#fbf1c7", Dark: "#282828"},
			Processes: []Colour{
				{Light: "#076678", Dark: "#83a598"}, {Light: "#b57614", Dark: "#fabd2f"}, {Light: "#427b58", Dark: "#8ec07c"},
				{Light: "#8f3f71", Dark: "#d3869b"}, {Light: "#79740e", Dark: "#b8bb26"}, {Light: "#af3a03", Dark: "#fe8019"},
			},
		},
		{ // sixteen colours: those that somebody has chosen for the terminal
			Name:   "terminal",
			Accent: same("4"), OK: same("2"), Warn: same("3"), Bad: same("1"), Dim: same("8"), Faint: same("8"),
			Selected: Colour{Light: "7", Dark: "0"}, Bar: Colour{Light: "7", Dark: "0"}, OnAccent: Colour{Light: "15", Dark: "0"},
			Processes: []Colour{same("4"), same("3"), same("6"), same("5"), same("2"), same("12"), same("14")},
		},
	}
}

// same is a colour that stands out on any background.
func same(colour string) Colour { return Colour{Light: colour, Dark: colour} }
