package tui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// palette is the dialog in which everything that can be done is found by its
// words.
type palette struct {
	prompt prompt
	all    []offer
	found  []foundOffer
	cursor int
	offset int // the first offer shown
}

// goToProcess selects a process, wherever it is in the list.
func (a *app) goToProcess(name string) {
	a.endFinding()
	for _, p := range a.list.processes {
		if p.Name == name && p.Group != "" {
			a.list.roster.fold(p.Group, false)
		}
	}
	a.list.arrange()
	a.list.selectNamed(name)
}

func (a *app) openPalette() {
	p := &a.palette
	p.prompt.open(palettePrompt)
	p.all = a.offersNow()
	p.match()
	a.dialog = paletteDialog
}

// match finds what resembles the text.
func (p *palette) match() {
	p.cursor, p.offset = 0, 0
	text := p.prompt.input.Value()
	if text == "" {
		p.found = p.found[:0]
		for i := range p.all {
			p.found = append(p.found, foundOffer{&p.all[i], nil})
		}
		return
	}
	p.found = resembling(text, p.all)
}

// pressPalette takes a key.
func (a *app) pressPalette(k tea.KeyMsg) tea.Cmd {
	p := &a.palette
	switch {
	case key.Matches(k, keyGiveUp):
		a.closePalette()
	case key.Matches(k, keyKeep):
		if p.cursor >= len(p.found) {
			return nil
		}
		do := p.found[p.cursor].do
		p.prompt.keep()
		a.closePalette()
		return do(a)
	case k.Type == tea.KeyUp || k.Type == tea.KeyCtrlP:
		p.cursor = max(0, p.cursor-1)
	case k.Type == tea.KeyDown || k.Type == tea.KeyCtrlN:
		p.cursor = max(0, min(len(p.found)-1, p.cursor+1))
	case p.prompt.key(k):
		p.match()
	}
	return nil
}

func (a *app) closePalette() {
	a.palette.prompt.close()
	a.palette.all, a.palette.found = nil, nil
	a.dialog = noDialog
}

const (
	// The cells that the palette has inside its border at most, and its rows
	// beside the one that is typed into.
	paletteWidth = 60
	paletteRows  = 12
)

// draw draws the dialog.
func (p *palette) draw(st *styles, width, height int) []string {
	inner := max(1, min(paletteWidth, width-2-2*boxPad))
	rows := max(1, min(paletteRows, height-5))
	p.offset = max(min(p.offset, p.cursor), p.cursor-rows+1)
	lines := []string{p.prompt.draw(st, "", dim, inner)}
	for i := p.offset; i < p.offset+rows; i++ {
		if i >= len(p.found) {
			words := ""
			if i == 0 {
				words = "nothing is called that"
			}
			lines = append(lines, newLine(inner).space(st.base.of(text), 1).add(st.base.of(dim), words).fill(st.base.of(text)))
			continue
		}
		lines = append(lines, p.found[i].draw(st, i == p.cursor, inner))
	}
	return drawBox(st, "do", fmt.Sprintf("%d · enter does it · esc closes", len(p.found)), lines, inner)
}

func (f foundOffer) draw(st *styles, selected bool, width int) string {
	on := &st.base
	if selected {
		on = &st.selected
	}
	l := newLine(width)
	row{selected: selected, focused: true}.addCursor(l, on)
	words := shorten(f.words, max(1, width-2-textWidth(f.key)-rowTrail))
	addMatched(l, on.of(text), on.strong(accent), words, f.hits)
	l.space(on.of(text), l.left-textWidth(f.key)-rowTrail)
	return l.add(on.of(dim), f.key).fill(on.of(text))
}
