package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tend/internal/record"
)

// TestMain makes this test binary play tend when a script calls it, and tend's
// helpers when that does.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tend": playTend, "leash": playTend})
}

func playTend() {
	dir, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	var example []byte
	if file := os.Getenv("EXAMPLE"); file != "" { // helpers get nothing of the environment
		if example, err = os.ReadFile(file); err != nil {
			panic(err)
		}
	}
	os.Exit(Main(System{
		Args: os.Args[1:], Environ: os.Environ(), Dir: dir,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Example: example,
	}))
}

// TestScripts runs the command lines of testdata as a user would. Each script
// says what it is about.
func TestScripts(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("EXAMPLE", here+"/../../config.example.toml")
			env.Defer(func() { endSessions(env.WorkDir + "/run/tend") })
			env.Setenv("SCHEMA", here+"/../../docs/tend.schema.json")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"code": exitsWith, "answers": answers},
	})
}

// endSessions kills the sessions that a script which has failed has left in the
// background.
func endSessions(folder string) {
	records, _ := filepath.Glob(folder + "/*.json")
	for _, file := range records {
		var session record.Session
		if text, err := os.ReadFile(file); err == nil && json.Unmarshal(text, &session) == nil && session.PID > 0 {
			_ = syscall.Kill(session.PID, syscall.SIGKILL)
		}
	}
}

// exitsWith is "code N COMMAND...": the command has to exit with N.
func exitsWith(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND [ARG...]")
	}
	got := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		got = exitStatus(err)
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// answers is "answers [FLAG...]": it returns once the session answers that was
// started in the background.
func answers(ts *testscript.TestScript, neg bool, flags []string) {
	const patience = 30 * time.Second
	for began := time.Now(); time.Since(began) < patience; time.Sleep(10 * time.Millisecond) {
		if ts.Exec("tend", append([]string{"ps"}, flags...)...) == nil {
			return
		}
	}
	ts.Fatalf("no session answers after %v", patience)
}
