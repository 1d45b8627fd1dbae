package cli

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"tend/manager"
)

// posix are the shells that know "$@".
var posix = []string{"sh", "ash", "bash", "dash", "ksh", "mksh", "zsh"}

// positional matches what stands for the arguments in a line of such a shell.
var positional = regexp.MustCompile(`\$(\{[@*#1-9]|[@*#1-9])`)

// withArguments is the argument vector of a process that is given arguments behind
// its own. A line for a shell gets them as its positional parameters, so that
// nothing in them has to be quoted; where the line does not say where they belong,
// they come last.
func withArguments(p *manager.Process, arguments []string) ([]string, error) {
	if len(arguments) == 0 {
		return p.Command, nil
	}
	if !p.Shell {
		return slices.Concat(p.Command, arguments), nil
	}
	shell, line := slices.Clone(p.Command[:len(p.Command)-1]), p.Command[len(p.Command)-1]
	for _, word := range shell {
		switch name := filepath.Base(word); {
		case slices.Contains(posix, name):
			if !positional.MatchString(line) {
				line = strings.TrimRight(line, " \t\r\n;") + ` "$@"`
			}
			// What comes first is the shell's name in its complaints.
			return slices.Concat(shell, []string{line, name}, arguments), nil
		case name == "fish":
			if !strings.Contains(line, "$argv") {
				line = strings.TrimRight(line, " \t\r\n;") + " $argv"
			}
			return slices.Concat(shell, []string{line}, arguments), nil
		}
	}
	return nil, usageError{fmt.Errorf("cannot hand arguments to %s: how its shell, %s, takes them is not known; make its command an array", p.Name, shell[0])}
}
