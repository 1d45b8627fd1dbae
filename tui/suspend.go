package tui

import (
	"io"

	tea "github.com/charmbracelet/bubbletea"
)

// suspend stops this program until a shell continues it.
func (a *app) suspend() tea.Cmd {
	return tea.Exec(suspension{a.display}, func(err error) tea.Msg { return resumedMsg{err} })
}

// suspension is what has the terminal meanwhile: nothing reads keys, and the
// shell may.
type suspension struct{ display }

// Run is over when the program has been continued.
func (s suspension) Run() error { return s.Suspend() }

func (suspension) SetStdin(io.Reader)  {}
func (suspension) SetStdout(io.Writer) {}
func (suspension) SetStderr(io.Writer) {}
