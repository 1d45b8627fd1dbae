package tui

import (
	"fmt"
	"time"

	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

// noon is when all tests happen.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

// before is a moment before noon.
func before(d time.Duration) time.Time { return noon.Add(-d) }

// everyStatus is a stack in which everything happens at once.
func everyStatus() []manager.ProcessView {
	const term, kill, segv = 15, 9, 11
	run := func(name, command string, s manager.Status, pid int, up time.Duration) manager.ProcessView {
		return manager.ProcessView{
			Name: name, Command: command, Status: s, State: processcontrol.Running,
			Generation: 1, PID: pid, StartedAt: before(up), Ready: s == manager.Ready,
			HasProbe: s == manager.Ready, TTY: true,
		}
	}
	rest := func(name, command string, s manager.Status, exit *processcontrol.Exit, ago time.Duration) manager.ProcessView {
		return manager.ProcessView{
			Name: name, Command: command, Status: s, State: processcontrol.Exited,
			Generation: 1, StartedAt: before(ago + time.Minute), EndedAt: before(ago), Exit: exit,
		}
	}
	stop := func(p manager.ProcessView, phase processcontrol.Phase, sig processcontrol.Signal, ago time.Duration, left int) manager.ProcessView {
		p.Stop = processcontrol.Progress{Phase: phase, Signal: sig, Means: sig.String(), Since: before(ago), Grace: 10 * time.Second, Survivors: left}
		return p
	}

	warming := run("search", "./search --index data", manager.Running, 4825, 3*time.Second)
	warming.HasProbe = true
	warming.Problem = "not ready: dial tcp 127.0.0.1:9200: connection refused"
	waiting := manager.ProcessView{Name: "worker", Command: "go run ./cmd/worker", Status: manager.Waiting,
		WaitingFor: []manager.Unmet{{Dependency: manager.Dependency{Name: "search", Condition: manager.OnReady}}}}
	blocked := manager.ProcessView{Name: "reports", Command: "./reports", Status: manager.Waiting,
		WaitingFor: []manager.Unmet{{Dependency: manager.Dependency{Name: "seed", Condition: manager.OnDone}, Failed: true, Why: "exit 1"}}}
	backoff := rest("mailer", "node mailer.js", manager.BackingOff, &processcontrol.Exit{Code: 1}, 2*time.Second)
	backoff.RetryAt, backoff.Attempt, backoff.Restarts, backoff.Generation = noon.Add(4*time.Second), 3, 2, 3
	gaveUp := rest("legacy-import", "./import.sh", manager.GaveUp, &processcontrol.Exit{Code: 137}, 9*time.Minute)
	gaveUp.Restarts, gaveUp.Generation = 5, 6
	gaveUp.Problem = "gave up after 5 restarts in 1m0s; last: exit 137"
	failed := rest("metrics", "prometheus --config prom.yml", manager.Failed, nil, time.Minute)
	failed.Problem = `cannot start metrics: exec: "prometheus": executable file not found in $PATH`
	again := stop(run("web", "npm run dev", manager.Stopping, 4811, 20*time.Minute), processcontrol.Waiting, term, 3*time.Second, 2)
	again.Queued = true
	stuck := stop(run("nfs-sync", "rsync -a /mnt/share .", manager.Stuck, 4830, 3*time.Hour), processcontrol.Killed, kill, 95*time.Second, 1)
	stuck.Problem = "killed 95s ago, and still there"

	ps := []manager.ProcessView{
		run("db", "postgres -D data", manager.Ready, 4801, 2*time.Hour+5*time.Minute),
		run("cache", "redis-server --save ''", manager.Ready, 4802, 2*time.Hour+5*time.Minute),
		rest("migrate", "./migrate up", manager.Done, &processcontrol.Exit{}, 2*time.Hour),
		run("api", "go run ./cmd/api", manager.Ready, 4807, 5*time.Minute),
		run("assets", "esbuild --watch", manager.Running, 4808, 42*time.Second),
		warming,
		waiting,
		rest("seed", "./seed", manager.Exited, &processcontrol.Exit{Code: 1}, 40*time.Minute),
		blocked,
		backoff,
		stop(run("proxy", "caddy run", manager.Stopping, 4812, 20*time.Minute), processcontrol.Waiting, term, 3*time.Second, 2),
		again,
		stop(run("queue", "nats-server", manager.Killing, 4820, 26*time.Hour), processcontrol.Killed, kill, 12*time.Second, 3),
		stuck,
		{Name: "docs", Command: "hugo server", Status: manager.NotStarted},
		rest("tunnel", "cloudflared tunnel run", manager.Stopped, &processcontrol.Exit{Signal: term, Code: -1, Requested: true}, time.Hour),
		rest("renderer", "./render --gpu", manager.Exited, &processcontrol.Exit{Signal: segv, Code: -1}, 5*time.Second),
		gaveUp,
		failed,
		{Name: "smoke", Command: "./smoke.sh", Status: manager.Starting, State: processcontrol.Starting, Generation: 1},
	}
	for name, u := range map[string]processcontrol.Usage{
		"db":     {CPU: 0.3, Memory: 84 << 20, Processes: 7},
		"cache":  {CPU: 2.5, Memory: 11_300 << 10, Processes: 1},
		"api":    {CPU: 12.4, Memory: 212 << 20, Processes: 3},
		"assets": {CPU: 387, Memory: 1229 << 20, Processes: 12},
		"search": {CPU: 99.6, Memory: 1 << 40, Processes: 1},
	} {
		for i := range ps {
			if ps[i].Name == name {
				u.At = before(time.Second / 2)
				ps[i].Usage = u
			}
		}
	}
	return ps
}

// speak gives the api something to show.
func speak(f *fakeStack) {
	f.print("api", logring.Note, "── run 1 ──")
	f.print("api", logring.Stdout,
		"\x1b[90m12:00:01\x1b[0m \x1b[32mINF\x1b[0m listening \x1b[36maddr=\x1b[0m:8080",
		"\x1b[90m12:00:01\x1b[0m \x1b[32mINF\x1b[0m connected \x1b[36mdb=\x1b[0mpostgres://localhost:5432/shop")
	f.print("api", logring.Stderr, "warning: DEBUG is set, which is slow")
	for i := range 40 {
		f.print("api", logring.Stdout, fmt.Sprintf(
			"\x1b[90m12:00:%02d\x1b[0m \x1b[32mINF\x1b[0m GET /products/%d \x1b[36mstatus=\x1b[0m200 \x1b[36mtook=\x1b[0m%dms \x1b[36mid=\x1b[0m%08x", i+2, i*7+3, i%9+1, i*7919))
	}
	f.print("api", logring.Stdout, "\x1b[90m12:00:44\x1b[0m \x1b[33mWRN\x1b[0m slow query: select * from orders join customers using (customer_id) where total > 1000 \x1b[36mtook=\x1b[0m1.2s")
	f.print("api", logring.Stderr, "panic: 世界 is not a number", "\tgoroutine 1 [running]:")
}
