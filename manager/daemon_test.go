package manager

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tend/processcontrol"
)

func TestAnotherDaemonSettingIsAnotherProcess(t *testing.T) {
	following := func(file string) func(*Process) {
		return func(p *Process) { p.Daemon = &processcontrol.Daemon{PIDFile: file} }
	}
	withRig(t, []Process{process("p", following("/a"))}, func(r *rig) {
		r.reload(process("p", following("/a")))
		if v := r.view("p"); v.Generation != 1 {
			t.Errorf("nothing has changed, and this is run %d", v.Generation)
		}
		for n, file := range []string{"/b", "/a"} {
			r.reload(process("p", following(file)))
			if v := r.view("p"); v.Generation != uint64(n+2) {
				t.Errorf("%s: run %d", file, v.Generation)
			}
		}
	})
}

func TestDaemonFailsUnlessItIsKnownToHaveEndedWell(t *testing.T) {
	for _, test := range []struct {
		exit    processcontrol.Exit
		want    Status
		problem string
	}{
		{processcontrol.Exit{}, Done, ""},
		{processcontrol.Exit{Code: 3}, Done, ""},
		{processcontrol.Exit{Code: -1}, BackingOff, "ended, its exit code is not known"},
		{processcontrol.Exit{Code: -1, Err: errors.New("left no daemon behind")}, BackingOff, "left no daemon behind"},
	} {
		p := process("p", restarting(RestartOnFailure), func(p *Process) { p.SuccessCodes = []int{3} })
		withRig(t, []Process{p}, func(r *rig) {
			f := r.fakes["p"]
			f.set(func(s *processcontrol.Snapshot) { f.rest(s, processcontrol.Exited, &test.exit) })
			if got := r.view("p"); got.Status != test.want || got.Problem != test.problem {
				t.Errorf("%+v: %s, %q", test.exit, got.Status, got.Problem)
			}
		})
	}
}

func TestHooksAreNotToldAnExitCodeThatNobodyKnows(t *testing.T) {
	for code, want := range map[int]bool{0: true, 3: true, -1: false} {
		o := occurrence{process: &Process{}, event: HasExited}
		o.seen.Exit = &processcontrol.Exit{Code: code}
		told := slices.ContainsFunc(o.errand().Env, func(entry string) bool {
			return strings.HasPrefix(entry, "TEND_EXIT_CODE=") || strings.HasPrefix(entry, "TEND_SIGNAL=")
		})
		if told != want {
			t.Errorf("%d: told %t", code, told)
		}
	}
}
