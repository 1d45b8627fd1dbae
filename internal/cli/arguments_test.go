package cli

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"tend/manager"
	"tend/processcontrol"
)

func process(shell bool, command ...string) *manager.Process {
	return &manager.Process{Spec: processcontrol.Spec{Name: "job", Command: command}, Shell: shell}
}

func TestArgumentsStandBehindTheCommandsOwn(t *testing.T) {
	for _, test := range []struct {
		of   *manager.Process
		want []string
	}{
		{process(false, "go", "test"), []string{"go", "test", "a b", "$x"}},
		{process(true, "sh", "-c", "go test"), []string{"sh", "-c", `go test "$@"`, "sh", "a b", "$x"}},
		{process(true, "sh", "-c", "go test;\n"), []string{"sh", "-c", `go test "$@"`, "sh", "a b", "$x"}},
		{process(true, "/bin/bash", "-euo", "pipefail", "-c", `go test "$@" | tee log`), []string{"/bin/bash", "-euo", "pipefail", "-c", `go test "$@" | tee log`, "bash", "a b", "$x"}},
		{process(true, "sh", "-c", "echo ${1} $2"), []string{"sh", "-c", "echo ${1} $2", "sh", "a b", "$x"}},
		{process(true, "env", "zsh", "-c", "x"), []string{"env", "zsh", "-c", `x "$@"`, "zsh", "a b", "$x"}},
		{process(true, "fish", "-c", "x"), []string{"fish", "-c", "x $argv", "a b", "$x"}},
	} {
		got, err := withArguments(test.of, []string{"a b", "$x"})
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%q with arguments is %q, %v, want %q", test.of.Command, got, err, test.want)
		}
		if got, err := withArguments(test.of, nil); err != nil || !slices.Equal(got, test.of.Command) {
			t.Errorf("%q without arguments is %q, %v", test.of.Command, got, err)
		}
	}
	if _, err := withArguments(process(true, "pwsh", "-c", "x"), []string{"a"}); err == nil || !strings.Contains(err.Error(), "make its command an array") {
		t.Errorf("a shell that nobody knows: %v", err)
	}
}

// FuzzArguments hands arguments to a line of a real shell, which has to see them
// as they are.
func FuzzArguments(f *testing.F) {
	for _, seed := range []string{"plain", "", "two words", "'", `"`, `\`, "$HOME", "$(exit 9)", "`exit 9`", "a\nb", "-n", "--", "*", "~", "#x", "ä\xff", "!!", "a;exit 9", "\r", "%s"} {
		f.Add(seed, "second "+seed)
	}
	line := process(true, "sh", "-c", `printf '%s\000'`)
	f.Fuzz(func(t *testing.T, first, second string) {
		if strings.Contains(first+second, "\x00") {
			t.Skip("no argument can have this in it")
		}
		argv, err := withArguments(line, []string{first, second})
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(argv[0], argv[1:]...).Output()
		if want := first + "\x00" + second + "\x00"; err != nil || string(out) != want {
			t.Errorf("the shell saw %q, %v, want %q", out, err, want)
		}
	})
}
