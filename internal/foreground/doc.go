// Package foreground joins tend's own terminal, or the pipes in its place, with
// one process: what it prints comes out here as it is, and what is typed here is
// typed there.
//
// Where input and output are both a terminal, and the process has one of its own,
// this one is handed through: single keys, ctrl+c among them, go to the process,
// and its terminal is as large as this one. Everywhere else the process has pipes:
// its standard output and standard error stay two, and it reads what tend would
// have read.
//
// Three rules for callers:
//
//   - What the process prints waits until Take has been called, so that all of it
//     finds the terminal as it has to be; and it waits for whoever reads. Cut ends
//     all such waiting.
//   - Take and GiveBack may be called again and again: while the terminal is given
//     back, keys mean to tend what they always mean.
//   - Close gives the terminal back as it was found, whatever has happened.
package foreground
