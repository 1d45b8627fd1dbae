package export

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tend/processcontrol"
)

// run runs a line in a shell, which ends when it has waited long enough.
func run(t *testing.T, line string) error {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "/bin/sh", "-c", line).CombinedOutput()
	if err != nil {
		t.Logf("%s: %v\n%s", line, err, out)
	}
	return err
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not here", program)
		}
	}
}

func TestAProbeIsWaitedForUntilItSaysYesOftenEnoughInARow(t *testing.T) {
	needs(t, "timeout")
	log := filepath.Join(t.TempDir(), "a 'log'")
	// No, yes, no, and yes from then on.
	ask := `echo asked >> "$0"; n=$(wc -l < "$0"); [ $n -eq 2 ] || [ $n -gt 3 ]`
	p := &processcontrol.Probe{Exec: []string{"sh", "-c", ask, log}, Interval: time.Millisecond, Timeout: time.Minute, Successes: 2}
	line, program := question(p)
	if program != "" {
		t.Errorf("a command needs %s", program)
	}
	if err := run(t, waiting(line, "", p)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "asked"); n != 5 {
		t.Errorf("it was asked %d times, not 5", n)
	}
}

// systemd waits for the wait, even if what is waited for has ended.
func TestTheWaitEndsWithTheProcess(t *testing.T) {
	needs(t, "timeout")
	for _, successes := range []int{1, 2} {
		p := &processcontrol.Probe{Exec: []string{"false"}, Interval: time.Millisecond, Timeout: time.Minute, Successes: successes}
		line, _ := question(p)
		gone := `sleep 0 & MAINPID=$!; wait; ` + waiting(line, isThere, p)
		if err := run(t, gone); err == nil {
			t.Error("it goes well without the process")
		}
		p.Exec = []string{"true"}
		line, _ = question(p)
		if err := run(t, "MAINPID=$$; "+waiting(line, isThere, p)); err != nil {
			t.Error(err)
		}
	}
}

func TestAPortIsAsked(t *testing.T) {
	needs(t, "timeout", "bash")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &processcontrol.Probe{TCP: listener.Addr().String(), Timeout: time.Minute}
	line, _ := question(p)
	if err := run(t, line); err != nil {
		t.Error("nobody answers, and somebody listens")
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := run(t, line); err == nil {
		t.Error("somebody answers, and nobody listens")
	}
}

func TestAURLIsAsked(t *testing.T) {
	needs(t, "curl")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Host != "shop.test":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.RawQuery == "a=1&b=2":
			w.WriteHeader(http.StatusNoContent)
		default:
			w.WriteHeader(http.StatusFound)
		}
	}))
	defer server.Close()
	headers := map[string]string{"Host": "shop.test"}
	for _, test := range []struct {
		path    string
		status  int
		headers map[string]string
		yes     bool
	}{
		{"/", 0, headers, true}, // 302 is well, as with tend
		{"/", 0, nil, false},
		{"/?a=1&b=2", 204, headers, true},
		{"/", 204, headers, false},
	} {
		p := &processcontrol.Probe{HTTP: server.URL + test.path, Status: test.status, Headers: test.headers, Timeout: time.Minute}
		line, _ := question(p)
		if err := run(t, line); (err == nil) != test.yes {
			t.Errorf("%+v: %s: %v", test, line, err)
		}
	}
}

// What Nomad starts is the command, in its folder, with its arguments as they are
// and without the variables that are taken away.
func TestTheTaskOfNomadRunsTheCommand(t *testing.T) {
	cfg, base := load(t, `
[processes.a]
command = ["sh", "-c", "pwd; echo $${X+set}; printf '<%s>' \"$@\"", "a", "it's", "$HOME two", ""]
dir = "services/api"
env = { X = false }
`)
	result := export(t, "nomad", cfg, Options{})
	var job nomadSubmission
	if err := json.Unmarshal(result.Files[0].Text, &job); err != nil {
		t.Fatal(err)
	}
	task := job.Job.TaskGroups[0].Tasks[0]
	cmd := exec.CommandContext(t.Context(), task.Config.Command, task.Config.Args...)
	cmd.Env = append(os.Environ(), "X=1")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(filepath.Join(base, "services/api"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(out), dir+"\n\n<it's><$HOME two><>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
