package proctable

import (
	"os/exec"
	"strings"
	"testing"
)

const cookie = "TEND_TEST_COOKIE="

// What is just being exec'ed has no environment for a moment, and the one it had
// may go while it is read. A process that is taken for a stranger then would
// survive.
func TestEnvironmentIsReadWholeWhileTheProcessIsExeced(t *testing.T) {
	const again = `N=$((N + 1)); if [ $N -lt 1500 ]; then exec sh -c "$AGAIN"; fi`
	const entry = cookie + "of-this-test"
	cmd := exec.Command("sh", "-c", again)
	cmd.Env = []string{"N=0", "AGAIN=" + again, "LARGE=" + strings.Repeat("x", 40<<10), entry}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for looks := 0; ; looks++ {
		got, told := EnvironEntry(cmd.Process.Pid, cookie)
		select {
		case err := <-ended:
			t.Logf("%d looks", looks)
			if err != nil {
				t.Error(err)
			}
			return
		default:
			if told && got != entry {
				t.Errorf("look %d: its cookie is %q", looks, got)
			}
		}
	}
}

func TestEmptyEnvironmentIsTold(t *testing.T) {
	cmd := exec.Command("sleep", "1000")
	cmd.Env = []string{}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}()
	if got, told := EnvironEntry(cmd.Process.Pid, cookie); got != "" || !told {
		t.Errorf("%q, told %t", got, told)
	}
}
