package processcontrol

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	"tend/internal/logring"
)

func TestOpinionChangesAfterEnoughEqualAnswersInARow(t *testing.T) {
	o := newOpinion(&Probe{Successes: 2, Failures: 3})
	for i, step := range []struct {
		yes     bool
		want    Health
		changed bool
	}{
		{true, NoHealth, false}, {false, NoHealth, false}, {true, NoHealth, false}, {true, Healthy, true},
		{true, Healthy, false}, {false, Healthy, false}, {false, Healthy, false}, {true, Healthy, false},
		{false, Healthy, false}, {false, Healthy, false}, {false, Unhealthy, true}, {false, Unhealthy, false},
		{true, Unhealthy, false}, {true, Healthy, true},
	} {
		if changed := o.hear(step.yes); changed != step.changed || o.health != step.want {
			t.Fatalf("answer %d: %q, changed %t; want %q, %t", i+1, o.health, changed, step.want, step.changed)
		}
	}
}

func TestHTTPProbe(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status, err := strconv.Atoi(r.URL.Query().Get("status")); err == nil {
			w.WriteHeader(status)
		}
		_, _ = w.Write([]byte("host " + r.Host + " key " + r.Header.Get("X-Key")))
	}))
	defer server.Close()
	for _, test := range []struct {
		probe httpProbe
		want  string // of the error; empty: yes
	}{
		{httpProbe{url: server.URL}, ""},
		{httpProbe{url: server.URL + "?status=302"}, ""}, // not followed
		{httpProbe{url: server.URL + "?status=500"}, "status 500"},
		{httpProbe{url: server.URL + "?status=404", status: 404}, ""},
		{httpProbe{url: server.URL, status: 204}, "status 200"},
		{httpProbe{url: server.URL, body: regexp.MustCompile("^host .* key $")}, ""},
		{httpProbe{url: server.URL, body: regexp.MustCompile("nonsense")}, "does not match"},
		{httpProbe{url: server.URL, headers: map[string]string{"X-Key": "7", "host": "shop.test"}, body: regexp.MustCompile("^host shop.test key 7$")}, ""},
		{httpProbe{url: "http://127.0.0.1:1"}, "refused"},
	} {
		err := test.probe.ask(t.Context())
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v: %v, want %q", test.probe, err, test.want)
		}
	}
}

func TestGRPCProbe(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, service := grpc.NewServer(), health.NewServer()
	grpc_health_v1.RegisterHealthServer(server, service)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	defer func() {
		server.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	service.SetServingStatus("orders", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	address := listener.Addr().String()
	if err := newGRPCProbe(address).ask(t.Context()); err != nil {
		t.Error(err)
	}
	if err := newGRPCProbe(address + "/orders").ask(t.Context()); err == nil || !strings.Contains(err.Error(), "NOT_SERVING") {
		t.Error(err)
	}
	if err := newGRPCProbe(address + "/nobody").ask(t.Context()); err == nil {
		t.Error("a service that does not exist is serving")
	}
	if err := askWithin(t.Context(), newGRPCProbe("127.0.0.1:1"), 5*time.Second); err == nil {
		t.Error("nobody is serving")
	}
}

func TestLogProbeIsAHeartbeat(t *testing.T) {
	ring := logring.New(64 << 10)
	p := &logProbe{ring: ring, pattern: regexp.MustCompile("^beat"), next: 1}
	if err := p.ask(t.Context()); err == nil {
		t.Error("alive before the first beat")
	}
	ring.Write(logring.Stdout, []byte("beat 1\nother\nbeat 2\n"))
	if err := p.ask(t.Context()); err != nil {
		t.Error(err)
	}
	if err := p.ask(t.Context()); err == nil {
		t.Error("alive without a beat since the last question")
	}
}

// TestExecProbeCannotOutliveItsTimeout runs a probe that hangs, as its child
// does, which ignores SIGTERM.
func TestExecProbeCannotOutliveItsTimeout(t *testing.T) {
	s := spec(t, "wait")
	file := filepath.Join(s.Dir, "pids")
	s.Health = &Probe{
		Exec:    []string{"sh", "-c", `trap "" TERM; sleep 1000 & echo $$ $! >` + file + `; wait`},
		Timeout: 300 * time.Millisecond, Interval: time.Hour, Failures: 1,
	}
	c := control(t, s)
	c.up(t)
	found := c.until(t, "an answer", func(s Snapshot) bool { return s.Health == Unhealthy })
	if found.HealthErr == nil || found.HealthErr.Error() != "no answer within 300ms" || found.State != Running {
		t.Errorf("%v, %s", found.HealthErr, found.State)
	}
	pids, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range strings.Fields(string(pids)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		c.untilGone(t, pid)
	}
}

// untilGone waits until a process that was killed has ended: SIGKILL is sent
// before the probe returns, the kernel carries it out in its own time.
func (w *watched) untilGone(t *testing.T, pid int) {
	t.Helper()
	for range 10_000 {
		if !alive(pid) {
			return
		}
		if _, err := w.host.table.Fresh(); err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("process %d survived", pid)
}

func TestUnhealthyProcess(t *testing.T) {
	for _, test := range []struct {
		policy LimitPolicy
		want   State
	}{{LimitLog, Running}, {LimitRestart, Exited}, {LimitStop, Exited}, {LimitKill, Exited}} {
		s := spec(t, "wait")
		s.Ready = &Probe{Log: regexp.MustCompile("^up$")}
		s.Health = &Probe{Exec: []string{"false"}, Interval: time.Millisecond, Timeout: time.Minute, Failures: 2}
		s.Unhealthy = test.policy
		c := control(t, s)
		c.up(t)
		got := c.until(t, "the verdict", func(s Snapshot) bool {
			return s.State == test.want && (s.Health == Unhealthy || s.Exit != nil)
		})
		if test.want == Running {
			continue
		}
		v := got.Exit.Violation
		if v == nil || v.What != "health" || v.Policy != test.policy || v.Detail != "false: exit 1" || got.Exit.Requested {
			t.Errorf("%s: exit %+v, violation %+v", test.policy, got.Exit, v)
		}
		wantSignal := SIGTERM
		if test.policy == LimitKill {
			wantSignal = SIGKILL
		}
		if got.Exit.Signal != wantSignal {
			t.Errorf("%s: ended by %s", test.policy, got.Exit.Signal)
		}
	}
}

func TestViolationDuringAStopChangesNothing(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	if _, err := c.Request(OpStop); err != nil {
		t.Fatal(err)
	}
	r := c.run
	for _, policy := range []LimitPolicy{LimitRestart, LimitStop, LimitKill} {
		if c.violate(r, &Violation{What: "memory", Policy: policy}) {
			t.Errorf("%s counted during a stop", policy)
		}
	}
	if s := c.Snapshot(); s.State != Stopping || s.Queued {
		t.Errorf("%+v", s)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.violate(r, &Violation{What: "memory", Policy: LimitRestart}) {
		t.Error("it counted after the end")
	}
	if s := c.Snapshot(); s.State != Idle || s.Exit.Violation != nil {
		t.Errorf("%+v, exit %+v", s, s.Exit)
	}
}

func TestEightViolationsAtOnceEndTheProcessOnce(t *testing.T) {
	c := control(t, spec(t, "obey 0"))
	c.up(t)
	r, counted := c.run, 0
	for range 8 {
		if c.violate(r, &Violation{What: "memory", Policy: LimitRestart}) {
			counted++
		}
	}
	if s := c.untilState(t, Exited); counted != 1 || s.Generation != 1 || s.Exit.Violation == nil {
		t.Errorf("%d counted; %+v", counted, s)
	}
}

func TestStopMeans(t *testing.T) {
	for _, test := range []struct {
		name, role string
		stop       func(*Spec)
		code       int
		signal     Signal
	}{
		{"command", "wait", func(s *Spec) {
			s.Stop.Command = []string{"sh", "-c", `kill -KILL "$(cat pid)"`}
		}, -1, SIGKILL},
		{"command that fails", "obey 4", func(s *Spec) { s.Stop.Command = []string{"false"} }, 4, 0},
		{"command that does not exist", "obey 4", func(s *Spec) { s.Stop.Command = []string{"no-such-command"} }, 4, 0},
		{"keys", "console", func(s *Spec) { s.TTY, s.Stop.Keys = true, "quit\n" }, 6, 0},
		{"keys without a terminal", "obey 4", func(s *Spec) { s.Stop.Keys = "quit\n" }, 4, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := spec(t, test.role)
			test.stop(&s)
			c := control(t, s)
			pid := c.up(t).PID
			if err := os.WriteFile(filepath.Join(s.Dir, "pid"), []byte(strconv.Itoa(pid)), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			exit := c.Snapshot().Exit
			if exit.Code != test.code || exit.Signal != test.signal || !exit.Requested {
				t.Errorf("%+v", exit)
			}
		})
	}
}

func TestHistoryKeepsTheLastRuns(t *testing.T) {
	c := control(t, spec(t, "exit 3"))
	const runs = historySize + 3
	for range runs {
		if _, err := c.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		c.untilState(t, Exited)
	}
	past := c.History()
	if len(past) != historySize || past[0].Generation != runs-historySize+1 || past[historySize-1].Generation != runs {
		t.Fatalf("%d runs: %+v", len(past), past)
	}
	for _, run := range past {
		if run.Exit == nil || run.Exit.Code != 3 || run.StartedAt.IsZero() || run.EndedAt.Before(run.StartedAt) {
			t.Errorf("%+v", run)
		}
	}
}

func TestErrorsSayOperationProcessAndRun(t *testing.T) {
	c := control(t, spec(t, "ignore"))
	c.up(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("no patience"))
	var failure *OpError
	if err := c.Stop(ctx); !errors.As(err, &failure) || failure.Op != "stop" || failure.Process != "ignore" || failure.Generation != 1 ||
		err.Error() != "cannot stop ignore (run 1): still ending: no patience" {
		t.Error(err)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
}
