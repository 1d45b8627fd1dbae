package tui

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tend/internal/logview"
)

// export begins to copy, open or write lines.
func (a *app) exportLines(action Action) tea.Cmd {
	o := a.logs
	switch {
	case !a.hasOutput():
		return nil
	case a.exporting != nil:
		a.notice = hint("one moment: lines are being written", a.at)
		return nil
	case action == Copy && !o.selection.on && a.layout.logs.h == 0:
		a.notice = hint(a.keys.tells(FocusLogs, "shows the output"), a.at)
		return nil
	case action == Write:
		from := a.focus
		a.focusOn(onLogsPane)
		a.arrange()
		o.openPrompt(filePrompt, from)
		return nil
	}
	what := o.extract(action != Copy)
	o.endSelection()
	a.exporting = &export{}
	if action == Copy {
		return copyLines(a.ctx, a.stack, what, a.clipboard, a.keys.tells(Write, "writes it to a file"))
	}
	return writeScratch(a.ctx, a.stack, what, a.exporting, action)
}

// writeTo begins to write lines to a file.
func (a *app) writeTo(name string) tea.Cmd {
	if strings.TrimSpace(name) == "" {
		return nil
	}
	a.exporting = &export{}
	return a.writeFile(a.logs.extract(true), name, false)
}

// writeOver writes to a file that is there, after that has been asked.
func (a *app) writeOver(f *existing) tea.Cmd {
	a.exporting = &export{}
	return a.writeFile(f.what, f.name, true)
}

func (a *app) writeFile(what logview.Extract, name string, over bool) tea.Cmd {
	return writeFile(a.ctx, a.stack, a.openFile, what, name, over)
}

// existing is a file that lines are about to be written over.
type existing struct {
	name string
	what logview.Extract
}

func (f *existing) question() string { return plain(f.name) + " is there already. Write over it?" }

// exported says what came of it, and goes on with what was begun.
func (a *app) exported(m exportedMsg) tea.Cmd {
	file := a.exporting
	a.exporting = nil
	switch {
	case errors.Is(m.err, fs.ErrExist) && a.dialog == noDialog && !a.isEnding():
		a.dialog, a.question = questionDialog, question{action: Write, file: &existing{m.name, m.what}}
		return nil
	case m.err != nil:
		a.notice = failure(m.err, a.at)
		return nil
	case m.action == Write:
		a.notice = success(count(m.lines, "line", "lines")+" written to "+plain(m.name), a.at)
		a.logs.endSelection()
		return nil
	case m.lines == 0:
		file.remove()
		a.notice = hint("there is no line", a.at)
		return nil
	case m.action == Copy:
		a.notice = success(count(m.lines, "line", "lines")+" copied", a.at)
		return nil
	case a.isEnding():
		file.remove()
		return nil
	}
	a.exporting = file
	return a.open(m.action, file)
}

// open shows a file in the editor or the pager, which has the terminal for
// itself until it ends.
func (a *app) open(action Action, file *export) tea.Cmd {
	program := editor()
	if action == Page {
		program = pager()
	}
	return tea.Exec(newOutside(a.ctx, a.stack, a.display, program, file.path), func(err error) tea.Msg {
		return openedMsg{program: program, err: err}
	})
}

// opened takes the terminal back.
func (a *app) opened(m openedMsg) {
	a.exporting.remove()
	a.exporting = nil
	a.look()
	if m.err != nil {
		a.notice = failure(whyNotOpened(m), a.at)
	}
}

// hasOutput reports whether output is shown or could be, and says so if not.
func (a *app) hasOutput() bool {
	switch {
	case a.covered():
		a.notice = hint("this is not the output of a process: "+a.keys.tells(Back, "closes it"), a.at)
	case a.logs.empty():
		a.notice = hint("there is no process", a.at)
	default:
		return true
	}
	return false
}

// expand makes a path of the name of a file as people write it.
func expand(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name != "~" && !strings.HasPrefix(name, "~/") {
		return name, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, strings.TrimPrefix(name, "~")), err
}
