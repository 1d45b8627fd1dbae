package tui

import "strings"

// asASCII writes what tend itself draws in letters that every terminal has, each
// as wide as what it stands for. What processes print is only touched where it
// has the same characters, which the terminal could not show either.
var asASCII = strings.NewReplacer(
	// States: no two that matter look the same.
	"●", "*", "◕", "%", "○", "o", "◌", "w", "◔", "s", "▽", "v", "▼", "V", "■", "#", "✓", "+", "✗", "x", "△", "^", "◇", "@",
	// Lines and bars.
	"▌", ">", "▏", "|", "│", "|", "┃", "|", "─", "-", "━", "=", "╌", "-", "┼", "+", "├", "+", "└", "`", "┐", "+", "┘", "+",
	"╭", "+", "╮", "+", "╰", "+", "╯", "+", "█", "#", "▇", "#", "▆", "=", "▅", "=", "▄", "-", "▃", "-", "▂", "_", "▁", "_",
	// Signs.
	"▸", ">", "▾", "v", "›", ">", "‹", "<", "·", ".", "•", "*", "…", "~", "×", "x", "“", "\"", "”", "\"", "→", ">", "←", "<", "↑", "^", "↓", "v",
)
