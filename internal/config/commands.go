package config

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// commandLine is what a stack without a file is said to come from.
const commandLine = "command line"

// Commands makes a stack of shell commands, one process for each, in dir. A
// process is called after the first word of its command.
func Commands(args []string, dir string, o Options) (*Config, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, Errors{{File: commandLine, Text: fmt.Sprintf("the folder %s cannot be found: %s", show(dir), cause(err))}}
	}
	var problems Errors
	if f := checkFolder(abs); f != nil {
		problems = append(problems, Problem{File: commandLine, Text: fmt.Sprintf("working folder %s %s", show(dir), f.text)})
	}
	if len(args) == 0 {
		problems = append(problems, Problem{File: commandLine, Text: `there are no commands: give each as one argument, such as "npm run dev"`})
	}
	processes := map[string]any{}
	names := processNames(args)
	// The positions of a text that there is not, for the order.
	at := &positions{marks: map[string]mark{}}
	for i, arg := range args {
		path := fmt.Sprintf("argument %d", i+1)
		switch {
		case strings.TrimSpace(arg) == "":
			problems = append(problems, Problem{File: commandLine, Path: path, Text: `the command is empty: give each as one argument, such as "npm run dev"`})
		case strings.Contains(arg, "\x00"):
			problems = append(problems, Problem{File: commandLine, Path: path, Text: "the command must not contain a NUL character"})
		}
		processes[names[i]] = map[string]any{"command": arg}
		at.marks[join(nil, "processes", names[i]).String()] = mark{rank: i}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return build(merge(&document{file: commandLine, raw: map[string]any{"processes": processes}, at: at}), nil, abs, o)
}

// processNames names each command after its first word, and makes names
// unique by -2, -3 and so on.
func processNames(commands []string) []string {
	names := make([]string, len(commands))
	taken := map[string]bool{}
	for i, c := range commands {
		name := firstWord(c)
		for n := 2; taken[name]; n++ {
			name = firstWord(c) + "-" + strconv.Itoa(n)
		}
		names[i], taken[name] = name, true
	}
	return names
}

var assignment = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*=`)

// firstWord is the program of a command without its folder. Variables set
// before it are stepped over.
func firstWord(command string) string {
	for _, word := range strings.Fields(command) {
		if assignment.MatchString(word) {
			continue
		}
		if name := cleanName(filepath.Base(strings.Trim(word, `"'(){};&|`))); name != "" {
			return name
		}
	}
	return "command"
}

// cleanName is the nearest name that a process may have, or "".
func cleanName(name string) string {
	return strings.Trim(badRunes.ReplaceAllString(name, "-"), "-.")
}

// folderName is what a stack is called that has no name.
func folderName(dir string) string {
	name := filepath.Base(dir)
	if checkText(name) != nil || name == string(filepath.Separator) {
		return "stack"
	}
	return name
}
