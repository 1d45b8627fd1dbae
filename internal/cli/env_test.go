package cli

import (
	"os/exec"
	"testing"
)

// FuzzAShellReadsBackWhatIsPrinted has a real shell read values.
func FuzzAShellReadsBackWhatIsPrinted(f *testing.F) {
	for _, value := range []string{"", "plain", "it's", "a b", "$HOME `id` \\", "\n", "~", "*", "#", "'\"'", "ü", "\x1b[1m", "-n", "=", "a=b", "{a,b}", "\xff", "!x"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, r := range []byte(value) {
			if r == 0 {
				t.Skip("no environment has it")
			}
		}
		for _, text := range []string{bare(value), quoted(value)} {
			got, err := exec.Command("sh", "-c", "V="+text+"\nprintf '%s.' \"$V\"").Output()
			if err != nil || string(got) != value+"." {
				t.Errorf("%q, printed as %s, is read as %q, %v", value, text, got, err)
			}
		}
	})
}
