package proctable

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
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

// The files of a process that ends are root's for a moment, and nobody else may
// read them. It may have started another by then.
func TestWhoIsEndingIsNoStranger(t *testing.T) {
	if os.Getuid() != 0 {
		watchEnders(t)
		return
	}
	// Root may read everything: somebody else has to look.
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "proctable.test")
	for _, err := range []error{os.WriteFile(binary, self, 0o755), os.Chmod(dir, 0o755), os.Chmod(filepath.Dir(dir), 0o755)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(binary, "-test.run", "^TestWhoIsEndingIsNoStranger$", "-test.v")
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 54321, Gid: 54321}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// watchEnders starts processes that end at once, and looks at each until it has.
func watchEnders(t *testing.T) {
	const entry = cookie + "of-this-test"
	for range 300 {
		cmd := exec.Command("/bin/sh", "-c", ":")
		cmd.Env = []string{entry}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for {
			got, told := EnvironEntry(cmd.Process.Pid, cookie)
			if told && got != entry {
				t.Fatalf("its cookie is %q", got)
			}
			if p, err := ReadOne(cmd.Process.Pid); err != nil || p.Zombie {
				break
			}
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal(err)
		}
	}
}
