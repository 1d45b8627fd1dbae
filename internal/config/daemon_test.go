package config

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"tend/manager"
	"tend/processcontrol"
)

func TestADaemon(t *testing.T) {
	base := t.TempDir()
	write(t, filepath.Join(base, "x"), "")
	p := parse(t, api+`
daemon = { stop = "nginx -s quit", pid_file = "logs/nginx.pid" }
success_codes = [3]
stop = { grace = "5s", signal = "SIGQUIT" }
`, base).Stack.Processes[0]
	want := &processcontrol.Daemon{PIDFile: filepath.Join(base, "logs/nginx.pid"), SuccessCodes: []int{3}}
	if !reflect.DeepEqual(p.Daemon, want) || p.TTY {
		t.Errorf("got %+v, terminal %t", p.Daemon, p.TTY)
	}
	if stop := p.Stop; !slices.Equal(stop.Command, []string{"sh", "-c", "nginx -s quit"}) || stop.Grace != 5*time.Second || stop.Signal != 3 {
		t.Errorf("got %+v", stop)
	}
	p = parse(t, api+`
tty = false
env = { RUN = "/run/x" }
[processes.api.daemon]
stop = ["kill", "${RUN}"]
pid_file = "${RUN}/${TEND_REPLICA:-1}.pid"
`, base).Stack.Processes[0]
	if p.Daemon.PIDFile != "/run/x/1.pid" || !slices.Equal(p.Stop.Command, []string{"kill", "/run/x"}) {
		t.Errorf("got %+v, %+v", p.Daemon, p.Stop)
	}
	if p = parse(t, api+"daemon.stop = 'x'", base).Stack.Processes[0]; p.Daemon == nil || p.Daemon.PIDFile != "" {
		t.Errorf("got %+v", p.Daemon)
	}
	if p = parse(t, api, base).Stack.Processes[0]; p.Daemon != nil || !p.TTY {
		t.Errorf("without the setting: got %+v, terminal %t", p.Daemon, p.TTY)
	}
}

func TestThePIDFileStartsFromTheFolderOfTheProcess(t *testing.T) {
	base := t.TempDir()
	p := parse(t, api+"dir = '/'\ndaemon = { stop = 'x', pid_file = 'run/x.pid' }", base).Stack.Processes[0]
	if p.Daemon.PIDFile != "/run/x.pid" {
		t.Errorf("got %s", p.Daemon.PIDFile)
	}
}

func TestWhatDependsOnADaemonWaitsUntilItIsThere(t *testing.T) {
	for depends, want := range map[string]manager.Condition{
		`["db"]`:             manager.OnReady,
		`{ db = "ready" }`:   manager.OnReady,
		`{ db = "started" }`: manager.OnStarted,
	} {
		cfg := parse(t, api+"depends_on = "+depends+"\n"+db+"daemon.stop = 'x'\n", t.TempDir())
		if got := cfg.Stack.Processes[0].DependsOn[0].Condition; got != want {
			t.Errorf("%s: got %s, want %s", depends, got, want)
		}
	}
}
