package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestTheCommandsAreDocumented looks up every command and every flag in
// docs/commands.md: a command has a section, or stands in that of its parent; a
// flag stands in it, or in that on what holds for all.
func TestTheCommandsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := make(map[string]string)
	for part := range strings.SplitSeq("\n"+string(text), "\n## ") {
		title, body, _ := strings.Cut(part, "\n")
		sections[title] = body
	}
	root := newRoot(&System{})
	root.InitDefaultCompletionCmd()
	root.InitDefaultHelpCmd()
	documented := map[string]bool{"": true, "What holds for all": true}
	everyCommand(root, func(cmd *cobra.Command) {
		title := cmd.CommandPath()
		if !cmd.HasParent() {
			title = "tend up" // what it does without a command
		} else if _, ok := sections[title]; !ok {
			title = cmd.Parent().CommandPath()
			if !strings.Contains(strings.Join(strings.Fields(sections[title]), " "), "`"+cmd.CommandPath()+"`") {
				t.Errorf("%s is in no section", cmd.CommandPath())
			}
		}
		documented[title] = true
		cmd.InitDefaultHelpFlag()
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if f.Hidden {
				return
			}
			for _, name := range namesOf(f) {
				mention := regexp.MustCompile("`" + name + "[`= ]")
				if !mention.MatchString(sections[title]) && !mention.MatchString(sections["What holds for all"]) {
					t.Errorf("%s: %s is not in its section", cmd.CommandPath(), name)
				}
			}
		})
	})
	for title := range sections {
		if !documented[title] && !strings.HasPrefix(title, "# ") {
			t.Errorf("there is no %q", title)
		}
	}
}

// everyCommand calls f with a command and all below it that users see.
func everyCommand(cmd *cobra.Command, f func(*cobra.Command)) {
	if cmd.Hidden {
		return
	}
	f(cmd)
	for _, sub := range cmd.Commands() {
		everyCommand(sub, f)
	}
}

// namesOf are the ways to write a flag.
func namesOf(f *pflag.Flag) []string {
	names := []string{"--" + f.Name}
	if f.Shorthand != "" {
		names = append(names, "-"+f.Shorthand)
	}
	return names
}
