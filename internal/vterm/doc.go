// Package vterm is a terminal without a window: it keeps the screen that a
// full-screen program draws, answers what the program asks its terminal, and
// turns keys and the mouse into what a terminal would send.
//
//	process ──output──┬─→ ctlseq.Responder ─answers─→ process   nobody is attached
//	                  │      └ Modes: what the program switched on
//	                  └─→ Emulator ────────answers─→ process    somebody is
//	                         ├ Lines, Cursor ──────→ pane
//	          keys, mouse ───┴ Input ──────────────→ process
//
// Everything here is a value or a plain struct: no goroutine, no file, no
// process, no clock. An [Emulator] is not safe for concurrent use: whoever owns
// it calls it from one goroutine or under one lock. What it gives away ([Input],
// the strings of Lines) may be used anywhere.
//
// # How the screen is kept
//
// The grid of cells and what moves and erases in it is
// github.com/charmbracelet/x/vt. It trusts its input more than the output of a
// process deserves, so it is never given that output. A [ctlseq.Scanner] takes
// the stream apart, and the Emulator passes on what it has understood, in a form
// that x/vt handles:
//
//	bytes → scanner ─┬ text      valid UTF-8, a character at a time where
//	                 │           one may be wide or combine
//	                 ├ CSI, ESC  those of the screen: parameters in bounds
//	                 └ the rest  modes, queries, titles: kept here
//
// x/vt therefore sees no string (OSC, DCS, …) at all, no query, and of modes
// only origin and wrapping.
//
// # What a caller must know
//
//  1. Answers belong to the program: after each Write, what Answers returns is
//     to be written to its terminal, or programs wait for it in vain.
//  2. Answers hold nothing that the program wrote, only numbers and fixed text:
//     output cannot type.
//  3. A line of Lines may stand in any screen: printable text and SGR, exactly
//     as many cells as there are columns, default colours before and after.
//
// What sequences mean is taken from
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html. Control characters
// of the range 0x80 to 0x9f are none here, as in any terminal that is set to
// UTF-8.
package vterm
