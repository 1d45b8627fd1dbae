package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"tend/internal/adopt"
	"tend/internal/config"
)

// initiation is a run of tend init.
type initiation struct {
	sys       *System
	target    string // the file to write
	from      string // the file to make it of; empty: what is found beside it
	force     bool
	printOnly bool
}

func newInit(sys *System, from *source) *cobra.Command {
	in := initiation{sys: sys}
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Write a tend.toml, made of a Procfile or the like that lies here, else a template",
		Long: "Writes a tend.toml, made of " + adopt.Formats() + "\nthat lies here, the first of these that there is, else from a template.\n" +
			"With -c FILE it writes that file. Nothing is started.",
		Example: "  tend init --from Procfile.dev",
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch len(from.files) {
			case 0:
				in.target = config.FileName
			case 1:
				in.target = from.files[0]
			default:
				return usageError{errors.New("tend init writes one file: give -c once")}
			}
			return in.run(cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&in.from, "from", "", "make it of this `file`")
	cmd.Flags().BoolVar(&in.force, "force", false, "replace the file if there is one already")
	cmd.Flags().BoolVar(&in.printOnly, "print", false, "print it instead")
	return cmd
}

func (in *initiation) run(out, errs io.Writer) error {
	if _, err := os.Lstat(in.target); err == nil && !in.force && !in.printOnly {
		return in.taken()
	}
	dir := filepath.Dir(in.target)
	chosen, others, err := in.choose(dir)
	if err != nil {
		return usageError{err}
	}
	if chosen == nil {
		return in.template(out)
	}
	made, err := adopt.Read(*chosen, adopt.Options{Dir: dir, Environ: in.sys.Environ, System: runtime.GOOS})
	if err != nil {
		if len(others) == 0 {
			return err
		}
		fmt.Fprintln(errs, err)
		fmt.Fprintf(errs, "tend: nothing was written; tend init --from %s takes the other one that is here\n", others[0].Shown())
		return exitCode(exitUsage)
	}
	if in.printOnly {
		for _, note := range made.Notes {
			fmt.Fprintln(errs, note)
		}
		_, err := out.Write(made.Text)
		return err
	}
	if err := in.write(made.Text); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s: %s from %s\n", in.target, processes(made.Processes), chosen.Shown())
	printNotes(out, made.Notes)
	for _, other := range others {
		fmt.Fprintf(out, "%s is here as well: tend init --force --from %s makes it of that\n", other.Shown(), other.Shown())
	}
	return in.next(out)
}

// choose returns the source, nil if there is none, and those that were found
// beside it.
func (in *initiation) choose(dir string) (chosen *adopt.Source, others []adopt.Source, err error) {
	if in.from != "" {
		named, err := adopt.Named(dir, in.from)
		return &named, nil, err
	}
	found := adopt.Find(dir)
	if len(found) == 0 {
		return nil, nil, nil
	}
	return &found[0], found[1:], nil
}

// template writes a file that is made of nothing.
func (in *initiation) template(out io.Writer) error {
	if in.printOnly {
		_, err := out.Write(adopt.Template())
		return err
	}
	if err := in.write(adopt.Template()); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s: a template with an example; nothing here says what to run, as %s would\n", in.target, adopt.Formats())
	return in.next(out)
}

// next says what comes after.
func (in *initiation) next(out io.Writer) error {
	command := "tend"
	if in.target != config.FileName {
		command += " -c " + in.target
	}
	_, err := fmt.Fprintf(out, "next: \"%s check\" says whether it is right, \"%s\" starts it\n", command, command)
	return err
}

func (in *initiation) taken() error {
	return usageError{fmt.Errorf("%s is here already: tend init --force replaces it, tend init --print shows what would be in it", in.target)}
}

// write puts the text in its place as a whole, or not at all.
func (in *initiation) write(text []byte) error {
	err := writeWhole(in.target, text, 0o644, in.force)
	if errors.Is(err, fs.ErrExist) {
		return in.taken()
	}
	return err
}

// printNotes says what is lost. What is the same in many places is said once.
func printNotes(out io.Writer, notes []config.Note) {
	times := map[string]int{}
	for _, note := range notes {
		times[note.Text]++
	}
	for _, note := range notes {
		switch n := times[note.Text]; {
		case n == 0: // has been said
		case n == 1:
			fmt.Fprintf(out, "  %s\n", note)
		default:
			fmt.Fprintf(out, "  %s (there and in %d more)\n", note, n-1)
		}
		times[note.Text] = 0
	}
}

func processes(n int) string {
	if n == 1 {
		return "1 process"
	}
	return fmt.Sprintf("%d processes", n)
}
