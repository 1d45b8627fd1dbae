// Package cli is tend's command line: arguments in, exit code out.
//
// Each command is a file. What they share is a session: a checked stack, its
// manager, and either the screen (package tui) or prefixed lines (plain.go) to
// show it. A session ends when everything it started is gone, whatever ended
// it: a key, a signal, a lost terminal, a panic in the screen.
//
// Exit codes: 0 fine; 1 the work failed; 2 bad usage or configuration; 128 and
// the signal's number when a signal ended the session.
package cli
