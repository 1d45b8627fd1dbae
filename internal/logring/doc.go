// Package logring keeps what one process prints: the newest of it, bounded in
// bytes, numbered by line, cheap to write and cheap to look at.
//
// # Writing
//
// A process is read in blocks of up to 64 KiB, and nothing on that path is
// done per line. A chunk is cut once, behind its last newline:
//
//	chunk:    "…f line 7\nline 8\nline 9\nline 1"
//	                                      └ the stream's partial line
//	           └ one copy into the newest block (and one count of newlines)
//
//	Ring      [block: lines 1–40] [block: 41–130] … [block: 9900–9931 →   ]
//	           dropped first                         written last
//
// A block holds complete lines only, as they arrived, each with its '\n'.
// What is written in it never changes until it is dropped, so readers take
// slices of it under the lock and look at them without it. Blocks start
// small (a process that prints ten lines costs 4 KiB, a silent one nothing)
// and grow to 128 KiB.
//
// # Reading
//
// All work on text is done when somebody looks, and only for the lines they
// look at: finding line ends, rewriting by '\r', expanding tabs, taking out
// whatever could move a cursor or confuse a screen ([Sanitize]). Colours are
// kept, also those that a line inherits from an earlier line of its stream.
//
// # Searching
//
// A [Query] is looked for block by block, in the text that lines show. Most
// blocks hold nothing but printable ASCII, which shows as it is: that is searched
// where it lies, all lines at once. Of others the text is made first. A regular
// expression is asked only about lines that have a text which it requires. What
// an [Index] has found is a bit for each line:
//
//	dropped │ …known: [lo … hi)… │ not yet looked at
//	         ←─ Scan grows it, a block at a time, to both sides ─→
//
// # What a caller must know
//
//  1. Numbers of complete lines never change and are never used twice; they
//     count from 1 and go on when old lines are dropped. A partial line has
//     no number of its own yet: it is shown with the one it would get now.
//  2. Nothing blocks: a write holds the one lock for the time of a copy, a
//     read for the time of taking references, and whoever watches is told
//     after it is free, on a channel that is allowed to be full.
//  3. Every byte is accounted for, see [Stats].
package logring
