//go:build linux || darwin

package record

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const roleVar = "TEND_RECORD_TEST"

// TestMain is a session that is killed, if it is told to be.
func TestMain(m *testing.M) {
	folder := os.Getenv(roleVar)
	if folder == "" {
		os.Exit(m.Run())
	}
	r, _, err := Take(folder, "/x/tend.toml")
	if err == nil {
		err = r.Write(Session{Config: "/x/tend.toml", Mark: "M="})
	}
	fmt.Println(err)
	select {}
}

func folder(t *testing.T) string {
	t.Helper()
	runtime := t.TempDir()
	dir, err := Folder(func(string) string { return runtime })
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOneSessionAtATimeAndOneThatEndsLeavesNothing(t *testing.T) {
	dir := folder(t)
	for range 3 {
		r, killed, err := Take(dir, "/x/tend.toml")
		if err != nil || killed != nil {
			t.Fatal(killed, err)
		}
		if err := r.Write(Session{Config: "/x/tend.toml", Mark: "M="}); err != nil {
			t.Fatal(err)
		}
		_, _, err = Take(dir, "/x/tend.toml")
		var held *HeldError
		if !errors.As(err, &held) || held.PID != os.Getpid() || held.Mark != "M=" || !strings.Contains(err.Error(), "tend down") {
			t.Errorf("a second session: %v", err)
		}
		other, _, err := Take(dir, "/y/tend.toml")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := Take(dir, "/y/tend.toml"); !errors.As(err, &held) || held.PID != 0 {
			t.Errorf("one that has not said who it is: %v", err)
		}
		crash, err := r.Crash()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(crash.Close(), other.Release(), r.Release()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(crash.Name()); err == nil {
			t.Error("its crash file is left")
		}
	}
}

func TestKilledSessionIsKnownToTheNext(t *testing.T) {
	dir := folder(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), roleVar+"="+dir)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said string
	if _, err := fmt.Fscanln(stdout, &said); err != nil || said != "<nil>" {
		t.Fatal(said, err)
	}
	if _, _, err := Take(dir, "/x/tend.toml"); err == nil {
		t.Fatal("taken while it runs")
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	r, killed, err := Take(dir, "/x/tend.toml")
	if err != nil {
		t.Fatal(err)
	}
	if killed == nil || killed.PID != cmd.Process.Pid || killed.Mark != "M=" || killed.Boot != Boot() {
		t.Errorf("%+v", killed)
	}
	if err := r.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestFileThatIsCutOffSaysNothing(t *testing.T) {
	dir := folder(t)
	r, _, err := Take(dir, "/x/tend.toml")
	if err == nil {
		err = errors.Join(r.Write(Session{Mark: "M="}), r.file.Truncate(10), r.file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	r, killed, err := Take(dir, "/x/tend.toml")
	if err != nil || killed != nil {
		t.Fatal(killed, err)
	}
	if err := r.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestFolderOfOthersIsRefused(t *testing.T) {
	runtime := t.TempDir()
	open := filepath.Join(runtime, "tend")
	if err := os.Mkdir(open, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Folder(func(string) string { return runtime }); err == nil || !strings.Contains(err.Error(), "not a folder of yours alone") {
		t.Error(err)
	}
	link := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(link, "tend")); err != nil {
		t.Fatal(err)
	}
	if _, err := Folder(func(string) string { return link }); err == nil {
		t.Error("a link was taken for the folder")
	}
}

// Whoever tidies up may remove the folder of a session that runs.
func TestRecordThatIsRemovedIsMadeAgain(t *testing.T) {
	dir := folder(t)
	r, _, err := Take(dir, "/x/tend.toml")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Write(Session{Config: "/x/tend.toml", Mark: "M="}); err != nil {
		t.Fatal(err)
	}
	if again, err := r.Keep(); again || err != nil {
		t.Errorf("it was there: %t, %v", again, err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if again, err := r.Keep(); !again || err != nil {
		t.Errorf("it was gone: %t, %v", again, err)
	}
	var held *HeldError
	if _, _, err := Take(dir, "/x/tend.toml"); !errors.As(err, &held) || held.PID != os.Getpid() || held.Config != "/x/tend.toml" {
		t.Errorf("another session: %v", err)
	}

	// Another session may be faster.
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	other, _, err := Take(dir, "/x/tend.toml")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.Keep(); again || !errors.As(err, &held) {
		t.Errorf("another has it: %t, %v", again, err)
	}
	if err := errors.Join(r.Release(), other.Release()); err != nil {
		t.Error(err)
	}
}
