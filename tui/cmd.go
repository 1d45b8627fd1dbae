package tui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tend/manager"
)

const (
	// frame is the least time between two looks at what changed. It leaves half
	// of the frames that the screen may draw to keys, which then never wait.
	frame = 33 * time.Millisecond
	// answerWithin bounds the wait for a command to be accepted.
	answerWithin = 10 * time.Second
	// tickSlack lets a timer that fires early by a hair still be late enough.
	tickSlack = 2 * time.Millisecond
)

// listen waits for a change of the stack or of the output shown, and delivers
// one message for both. It looks no sooner than after the pause: whatever came
// in the meantime is one change.
func listen(ctx context.Context, id int, pause time.Duration, stack, output <-chan struct{}) tea.Cmd {
	return func() tea.Msg {
		if pause > 0 && !sleep(ctx, pause) {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-stack:
		case <-output:
		}
		return changedMsg{listener: id}
	}
}

// tickAfter waits.
func tickAfter(ctx context.Context, id int, d time.Duration) tea.Cmd {
	return func() tea.Msg {
		if !sleep(ctx, d+tickSlack) {
			return nil
		}
		return tickMsg{tick: id}
	}
}

// sleep waits for d and reports whether it came to that before ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// ask sends a command to the stack.
func ask(ctx context.Context, stack Stack, command manager.Command) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		return answerMsg{command: command, err: stack.Do(ctx, command)}
	}
}

// reload has the configuration read again.
func reload(ctx context.Context, stack Stack) tea.Cmd {
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		summary, err := stack.Reload(ctx)
		return reloadedMsg{summary: summary, err: err}
	}
}

// askDetails asks what else there is to know of a process.
func askDetails(stack Stack, name string) tea.Cmd {
	return func() tea.Msg {
		known, err := stack.Details(name)
		return detailsMsg{name, known, err}
	}
}

// shutDown begins the end of the session, or hurries it.
func shutDown(stack Stack, force bool) tea.Cmd {
	return func() tea.Msg {
		stack.Shutdown(force)
		return nil
	}
}
