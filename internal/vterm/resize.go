package vterm

import uv "github.com/charmbracelet/ultraviolet"

// Resize changes the size, in cells. Lines are neither broken anew nor joined.
// If there are fewer rows, the main screen scrolls until the line with the
// cursor fits. The program has to be told by whoever owns its terminal.
func (e *Emulator) Resize(cols, rows int) {
	cols, rows = bounded(cols), bounded(rows)
	if cols == e.cols && rows == e.rows {
		return
	}
	e.lines = nil
	e.guard(func() { e.resize(cols, rows) })
}

func (e *Emulator) resize(cols, rows int) {
	x, y := e.position()
	shown := e.grab()
	main := e.main
	if main == nil {
		main = shown
		main.y = y
	}
	gone := main.shift(rows)
	e.saved[0].y = max(0, e.saved[0].y-gone)
	if main == shown {
		y -= gone
	}
	e.cols, e.rows = cols, rows
	e.vt.Resize(cols, rows)
	e.modes.SetMargins(0, 0)
	e.show(shown)
	e.move(x, y)
	e.print.forget()
}

// grid is what a screen shows. Rows may be shorter than the screen is wide.
type grid struct {
	rows [][]uv.Cell
	y    int // of the cursor
}

// grab copies the screen.
func (e *Emulator) grab() *grid {
	g := &grid{rows: make([][]uv.Cell, e.rows)}
	for y := range g.rows {
		row := make([]uv.Cell, e.cols)
		for x := range row {
			if c := e.vt.CellAt(x, y); c != nil {
				row[x] = *c
			}
		}
		g.rows[y] = row
	}
	return g
}

// show draws a grid onto the screen. What it does not cover is blank.
func (e *Emulator) show(g *grid) {
	for y := range e.rows {
		var row []uv.Cell
		if y < len(g.rows) {
			row = g.rows[y]
		}
		for x := 0; x < e.cols; {
			if x >= len(row) || row[x].Width <= 0 || row[x].Width > e.cols-x {
				e.vt.SetCell(x, y, nil)
				x++
				continue
			}
			e.vt.SetCell(x, y, &row[x])
			x += row[x].Width
		}
	}
}

// shift scrolls the grid up until the cursor is within so many rows, and
// returns by how many.
func (g *grid) shift(rows int) int {
	gone := max(0, g.y-rows+1)
	g.rows = g.rows[gone:]
	g.y -= gone
	return gone
}
