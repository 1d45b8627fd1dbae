package tui

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"
)

const (
	// mostOSC52 is how long, in bytes, a sequence for the clipboard may be that
	// all terminals take.
	mostOSC52 = 74_994
	// toolWithin bounds the wait for a tool that puts text into the clipboard.
	toolWithin = 2 * time.Second
)

// putText puts text where people paste from.
type putText func(ctx context.Context, text string) error

// toClipboard returns a function that puts text where people paste from: by the
// terminal, which works at the other end of ssh as well, and by a tool of the
// platform, if there is one. Terminals do not say whether they did it.
//
// The sequence goes to the terminal beside what bubbletea writes there. Each
// frame and each sequence is a single write to one file, and those do not mix.
func toClipboard(out io.Writer, tool putText) putText {
	return func(ctx context.Context, text string) error {
		told := false
		if seq := sequence(text).String(); len(seq) <= mostOSC52 {
			_, err := io.WriteString(out, seq)
			told = err == nil
		}
		if err := tool(ctx, text); err != nil && !told {
			return errTooMuch // for the terminal, and nobody else takes it
		}
		return nil
	}
}

// sequence is what the terminal understands, in the form that gets there.
func sequence(text string) osc52.Sequence {
	if os.Getenv("STY") != "" {
		return osc52.New(text).Screen()
	}
	return osc52.New(text)
}

// runTool lets the tool of the platform take the text; or tmux, which by
// default does not believe what programs in it say to the terminal.
func runTool(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, toolWithin)
	defer cancel()
	if os.Getenv("TMUX") != "" {
		tmux := exec.CommandContext(ctx, "tmux", "load-buffer", "-w", "-")
		tmux.Stdin = strings.NewReader(text)
		if tmux.Run() == nil {
			return nil
		}
	}
	done := make(chan error, 1)
	// It takes no context. One that waits for a display that never answers is
	// left behind, rather than holding up the end of the session.
	go func() { done <- clipboard.WriteAll(text) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
