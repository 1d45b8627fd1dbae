package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"tend/internal/config"
	"tend/internal/export"
)

// handover is a run of tend export.
type handover struct {
	sys    *System
	engine string
	images []string
	out    string // a file or a folder; empty: standard output
	force  bool
}

func newExport(sys *System, from *source) *cobra.Command {
	h := handover{sys: sys}
	engines := export.Engines()
	cmd := &cobra.Command{
		Use:   "export ENGINE",
		Short: "Hand the stack to " + strings.Join(engines[:len(engines)-1], ", ") + " or " + engines[len(engines)-1],
		Long: "Writes the stack in the words of another engine: " + strings.Join(engines, ", ") + ".\n" +
			"What cannot be carried over is said, a line for each key, on standard error.",
		Example: "  tend export systemd -o ~/.config/systemd/user\n" +
			"  tend export compose --image node:24 --image db=postgres:18 -o compose.yaml",
		ValidArgs: engines,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("tend export takes one engine: %s", strings.Join(engines, ", "))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			h.engine = args[0]
			files, err := from.find(sys)
			if err != nil {
				return err
			}
			cfg, err := config.Load(files, config.Options{Environ: sys.Environ, Profiles: from.profiles, Elsewhere: true})
			if err != nil {
				return err
			}
			return h.run(cfg, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringArrayVar(&h.images, "image", nil, "the `image` of all processes or, as NAME=IMAGE, of one; may be given more than once")
	cmd.Flags().StringVarP(&h.out, "output", "o", "", "write to this `path`: a file or, where there are several, a folder")
	cmd.Flags().BoolVar(&h.force, "force", false, "replace files that are there already")
	return cmd
}

func (h *handover) run(cfg *config.Config, out, errs io.Writer) error {
	options, err := imageOptions(h.images)
	if err != nil {
		return usageError{err}
	}
	result, err := export.Export(h.engine, cfg, options)
	if err != nil {
		return usageError{err}
	}
	if h.out == "" {
		err = printFiles(out, result.Files)
	} else {
		err = h.write(result, out)
	}
	if err != nil {
		return err
	}
	for _, note := range cfg.Notes {
		fmt.Fprintln(errs, note)
	}
	for _, note := range result.Notes {
		fmt.Fprintln(errs, note)
	}
	return nil
}

// imageOptions reads what --image says.
func imageOptions(images []string) (export.Options, error) {
	o := export.Options{Images: map[string]string{}}
	for _, text := range images {
		name, image, named := strings.Cut(text, "=")
		switch {
		case !named && text == "", named && (name == "" || image == ""):
			return o, fmt.Errorf("--image %s: it takes IMAGE, or NAME=IMAGE", text)
		case !named && o.Image != "":
			return o, fmt.Errorf("--image %s and --image %s are both for all processes: name those that one is for, as in NAME=IMAGE", o.Image, text)
		case !named:
			o.Image = text
		case o.Images[name] != "":
			return o, fmt.Errorf("--image gives %s two images, %s and %s", name, o.Images[name], image)
		default:
			o.Images[name] = image
		}
	}
	return o, nil
}

// printFiles prints files, each below a comment with its name if there are
// several.
func printFiles(out io.Writer, files []export.File) error {
	for _, f := range files {
		if len(files) > 1 {
			if _, err := fmt.Fprintf(out, "# --- %s ---\n", f.Name); err != nil {
				return err
			}
		}
		if _, err := out.Write(f.Text); err != nil {
			return err
		}
	}
	return nil
}

// write writes all files, or none if one is there already.
func (h *handover) write(result *export.Result, out io.Writer) error {
	paths, err := h.places(result)
	if err != nil {
		return usageError{err}
	}
	if !h.force {
		for _, path := range paths {
			if _, err := os.Lstat(path); err == nil {
				return taken(path)
			}
		}
	}
	if err := os.MkdirAll(filepath.Dir(paths[0]), 0o755); err != nil {
		return fmt.Errorf("make the folder for %s: %w", paths[0], err)
	}
	for i, f := range result.Files {
		mode := fs.FileMode(0o644)
		if f.Private {
			mode = 0o600
		}
		err := writeWhole(paths[i], f.Text, mode, h.force)
		if errors.Is(err, fs.ErrExist) {
			return taken(paths[i])
		}
		if err != nil {
			return err
		}
	}
	what := paths[0]
	if n := len(paths); n > 1 {
		what = fmt.Sprintf("%d files in %s", n, filepath.Dir(paths[0]))
	}
	_, err = fmt.Fprintf(out, "wrote %s\nnext: %s\n", what, result.Next(paths[0]))
	return err
}

// taken says that a file is there already.
func taken(path string) error {
	return usageError{fmt.Errorf("%s is here already: tend export --force replaces it", path)}
}

// places are where the files go.
func (h *handover) places(result *export.Result) ([]string, error) {
	info, err := os.Stat(h.out)
	isFolder := err == nil && info.IsDir() || strings.HasSuffix(h.out, string(filepath.Separator))
	first := result.Files[0].Name
	asFile := !isFolder && (result.Single || filepath.Ext(h.out) == filepath.Ext(first))
	switch {
	case asFile && len(result.Files) == 1:
		return []string{h.out}, nil
	case asFile, err == nil && !isFolder:
		return nil, fmt.Errorf("-o %s: there are %d files to write, %s and others: name a folder", h.out, len(result.Files), first)
	}
	paths := make([]string, len(result.Files))
	for i, f := range result.Files {
		paths[i] = filepath.Join(h.out, f.Name)
	}
	return paths, nil
}
