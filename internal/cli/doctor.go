package cli

import (
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/spf13/cobra"

	"tend/internal/record"
	"tend/processcontrol"
)

func newDoctor(sys *System) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what holds processes on this machine, and what can escape",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return examine(cmd.OutOrStdout(), sys)
		},
	}
}

// examine prints what tend has to work with here.
func examine(w io.Writer, sys *System) error {
	p := &report{w: w}
	p.line("tend %s on %s/%s\n", version(), runtime.GOOS, runtime.GOARCH)
	layers, escapes := processcontrol.Layers()
	p.line("\nWhat holds the processes, the strongest first:\n")
	for _, l := range layers {
		p.finding(l.Works, l.Name, l.Says)
	}
	program, err := helperPath()
	p.finding(err == nil, "leash", either(err, "two helpers end what is left when tend is killed: "+program))
	p.line("  Escapes all the same: %s.\n", escapes)

	p.line("\nWhat is around it:\n")
	folder, err := record.Folder(sys.getenv)
	p.finding(err == nil, "records", either(err, "of sessions, in "+folder))
	p.finding(isTerminal(sys.Stdout), "terminal", "TERM="+sys.getenv("TERM"))
	shell := sys.getenv("SHELL")
	p.finding(true, "shell", "commands run in sh -c, whatever yours is ("+shell+")")
	return p.err
}

// either says the error, or what there is to say without one.
func either(err error, text string) string {
	if err != nil {
		return err.Error()
	}
	return text
}

// report prints until something cannot be printed.
type report struct {
	w   io.Writer
	err error
}

func (p *report) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *report) finding(works bool, name, says string) {
	mark := "yes"
	if !works {
		mark = "no"
	}
	p.line("  %-3s  %-15s %s\n", mark, name, says)
}

// getenv returns a variable of the environment, empty if it is not set.
func (sys *System) getenv(name string) string {
	for _, entry := range sys.Environ {
		if len(entry) > len(name) && entry[len(name)] == '=' && entry[:len(name)] == name {
			return entry[len(name)+1:]
		}
	}
	return ""
}

// helperPath is the program that helpers are made of: tend itself, even when
// its file has been replaced meanwhile.
func helperPath() (string, error) {
	if runtime.GOOS == "linux" {
		const self = "/proc/self/exe"
		_, err := os.Stat(self)
		return self, err
	}
	return os.Executable()
}
