// Package ctlseq is the language between programs and terminals: it takes what
// a program prints apart into text and control sequences, keeps in mind what the
// program has switched on, and answers what it asks.
//
//	output ─→ Scanner ─┬─→ Responder ─→ answers, Modes   nobody looks
//	                   └─→ vterm.Emulator                somebody does
//
// Everything here is a value or a plain struct: no goroutine, no file, no
// process, no clock, and no screen, which is what package vterm is for. It
// depends on nothing, so that whoever runs processes can use it.
//
// What a caller must know: answers hold nothing that the program wrote, only
// numbers and fixed text, so output cannot type. And a sequence may come in
// pieces: a [Scanner] and a [Responder] belong to one stream each, and see all
// of it in order.
//
// What sequences mean is taken from
// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html. Control characters
// of the range 0x80 to 0x9f are none here, as in any terminal that is set to
// UTF-8.
package ctlseq
