package tui

import "tend/manager"

// changedMsg says that the snapshot, the journal or the output on the screen
// may have changed. It is delivered by one listener, which waits to be told to
// go on.
type changedMsg struct{ listener int }

// tickMsg says that a moment has come at which something shown changes.
type tickMsg struct{ tick int }

// reloadedMsg is what came of reading the configuration again.
type reloadedMsg struct {
	summary string
	err     error
}

// answerMsg is what the stack said to a command.
type answerMsg struct {
	command manager.Command
	err     error
}
