package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func newEnv(sys *System, from *source) *cobra.Command {
	var as envFormat
	cmd := &cobra.Command{
		Use:   "env NAME [KEY]",
		Short: "Print the environment of a process of the running session",
		Long: `Print the environment that a process of the running session is started with, what is
secret in it included: lines that a shell reads, KEY='value' where the value needs
quotes. With a KEY, print its value alone; the exit code is 1 if there is none.`,
		Example: "  eval \"$(tend env -x api)\"\n  psql \"$(tend env api DATABASE_URL)\"",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usageError{fmt.Errorf("%s needs the name of one process, and perhaps a variable", cmd.CommandPath())}
			}
			return nil
		},
	}
	t := onSession(cmd, sys, from)
	cmd.Flags().BoolVar(&as.json, "json", false, "print a JSON object")
	cmd.Flags().BoolVarP(&as.export, "export", "x", false, "print commands of a shell that export it")
	cmd.Flags().BoolVarP(&as.null, "null", "0", false, "end each KEY=value with a NUL, and quote nothing")
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return t.completeName(cmd, args, typed)
		}
		return t.completeKeys(args[0])
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if as.json && as.export || as.json && as.null || as.export && as.null {
			return usageError{fmt.Errorf("%s prints in one way at a time: --json, --export or --null", cmd.CommandPath())}
		}
		c, _, err := t.reach(cmd.Context())
		if err != nil {
			return err
		}
		spec, err := specOf(cmd.Context(), c, args[0])
		c.Close()
		if err != nil {
			return fmt.Errorf("cannot print the environment of %s: %w", args[0], err)
		}
		environ := valuesOf(spec.Env)
		if len(args) == 2 {
			value, there := environ[args[1]]
			if !there {
				return fmt.Errorf("there is no %s in the environment of %s", args[1], spec.Name)
			}
			environ = map[string]string{args[1]: value}
			as.only = args[1]
		}
		leftOut, err := as.print(sys.Stdout, environ)
		if len(leftOut) > 0 {
			fmt.Fprintf(sys.Stderr, "tend: left out, since no shell can set it: %s; --json and -0 have it\n", strings.Join(leftOut, ", "))
		}
		if err != nil {
			return fmt.Errorf("cannot print: %w", err)
		}
		return nil
	}
	return cmd
}

// valuesOf reads an environment. Of two values for a key the last one counts.
func valuesOf(environ []string) map[string]string {
	values := make(map[string]string, len(environ))
	for _, entry := range environ {
		if key, value, ok := strings.Cut(entry, "="); ok {
			values[key] = value
		}
	}
	return values
}

// envFormat is how an environment is printed.
type envFormat struct {
	json, export, null bool
	only               string // the key that was asked for; empty: all
}

// print prints an environment in the order of its keys. What cannot be said that
// way is left out, and returned.
func (f *envFormat) print(out *os.File, values map[string]string) (leftOut []string, err error) {
	w := bufio.NewWriter(out)
	if f.json {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(values); err != nil {
			return nil, err
		}
		return nil, w.Flush()
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		value := values[key]
		switch {
		case f.null:
			fmt.Fprintf(w, "%s=%s\x00", key, value)
		case f.only != "" && !f.export:
			fmt.Fprintln(w, value)
		case !shellName(key):
			leftOut = append(leftOut, key)
		case f.export:
			fmt.Fprintf(w, "export %s=%s\n", key, quoted(value))
		default:
			fmt.Fprintf(w, "%s=%s\n", key, bare(value))
		}
	}
	return leftOut, w.Flush()
}

// shellName reports whether a shell has variables of that name.
func shellName(key string) bool {
	for i, r := range key {
		switch {
		case r == '_', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9' && i > 0:
		default:
			return false
		}
	}
	return key != ""
}

// bare returns a value in quotes where a shell needs them.
func bare(value string) string {
	for _, r := range value {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_-+./:,@%=", r):
		default:
			return quoted(value)
		}
	}
	return value
}

// quoted returns a value in quotes, as every POSIX shell reads them.
func quoted(value string) string { return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'" }
