package config

import (
	"errors"
	"testing"

	"github.com/BurntSushi/toml"

	"tend/processcontrol"
)

// openFiles reports whether this platform honours limits of open files.
func openFiles() bool {
	return (&processcontrol.Limits{OpenFiles: 1}).Check() == nil &&
		(&processcontrol.Limits{Hard: processcontrol.HardLimits{OpenFiles: 1}}).Check() == nil
}

const filesLimits = api + `[processes.api.limits]
open_files = 100
hard.open_files = 64
`

func TestLimitsOfOpenFilesArrive(t *testing.T) {
	if !openFiles() {
		t.Skip("not on this platform")
	}
	l := parse(t, filesLimits, t.TempDir()).Stack.Processes[0].Limits
	if l.OpenFiles != 100 || l.Hard.OpenFiles != 64 {
		t.Errorf("got %+v, want 100 open files, and at most 64 for each process", l)
	}
}

func TestLimitsThatThePlatformCannotHonourAreReported(t *testing.T) {
	if openFiles() {
		t.Skip("this platform honours all")
	}
	checkProblems(t, []wrong{{"of open files", filesLimits,
		`tend.toml:4: processes.api.limits: open files cannot be counted on this platform
tend.toml:5: processes.api.limits.hard: open files cannot be limited by the kernel on this platform`}})
}

// The same where the platform honours them.
func TestWhatCannotBeHonouredIsReportedAtItsKey(t *testing.T) {
	b := &builder{check: &check{merged: merge(&document{file: "tend.toml", at: locate(filesLimits)})}}
	b.honour(place{key: toml.Key{"processes", "api", "limits", "open_files"}}, nil)
	b.honour(place{key: toml.Key{"processes", "api", "limits", "hard", "open_files"}}, errors.New("open files cannot be limited"))
	if got, want := b.problems.Error(), "tend.toml:5: processes.api.limits.hard: open files cannot be limited"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestLimitsWarnAtFourFifths(t *testing.T) {
	for text, want := range map[string]float64{``: 0.8, `, warn = "0%"`: 0, `, warn = "100%"`: 1, `, warn = "99.5%"`: 0.995} {
		cfg := parse(t, api+`limits = { memory = "1GiB"`+text+` }`, t.TempDir())
		if got := cfg.Stack.Processes[0].Limits.Warn; got != want {
			t.Errorf("{%s}: got %v, want %v", text, got, want)
		}
	}
	if got := parse(t, api, t.TempDir()).Stack.Processes[0].Limits; got != (processcontrol.Limits{}) {
		t.Errorf("without limits: got %+v", got)
	}
}

func TestEveryPolicyArrives(t *testing.T) {
	for i, name := range processcontrol.LimitPolicyNames() {
		l := parse(t, api+`limits.policy = "`+name+`"`, t.TempDir()).Stack.Processes[0].Limits
		if l.Policy != processcontrol.LimitPolicy(i) || l.Policy.String() != name {
			t.Errorf("%s: got %s", name, l.Policy)
		}
	}
}

func TestAnUnhealthyProcessIsRestartedUnlessItNeverIs(t *testing.T) {
	for restart, want := range map[string]processcontrol.LimitPolicy{
		"never": processcontrol.LimitLog, "on-failure": processcontrol.LimitRestart, "always": processcontrol.LimitRestart,
	} {
		p := parse(t, api+`health.log = "beat"
restart = "`+restart+`"`, t.TempDir()).Stack.Processes[0]
		if p.Unhealthy != want {
			t.Errorf("restart = %q: got %s, want %s", restart, p.Unhealthy, want)
		}
	}
}

func TestWrongLimits(t *testing.T) {
	checkProblems(t, []wrong{
		{"too few open files", api + `limits.hard.open_files = 3`,
			`tend.toml:3: processes.api.limits.hard: open_files must be at least 16, not 3`},
		{"hard limits that are a number", api + `limits.hard = 100`,
			`tend.toml:3: processes.api.limits: hard must be a table, not an integer`},
		{"a hard limit that there is not", api + `limits.hard = { run_time = "1h" }`,
			`tend.toml:3: processes.api.limits.hard: unknown key "run_time": it belongs in [processes.api.limits]`},
		{"more open files than may be", api + `limits.hard = { open_files = 2000000000 }`, tooManyFiles(t)},
		{"a limit outside of its table", api + `open_files = 100`,
			`tend.toml:3: processes.api: unknown key "open_files" (did you mean "limits.open_files"?)`},
	})
}

// tooManyFiles is the message for a limit above what this machine allows.
func tooManyFiles(t *testing.T) string {
	t.Helper()
	l := processcontrol.Limits{Hard: processcontrol.HardLimits{OpenFiles: 2000000000}}
	err := l.Check()
	if err == nil {
		t.Fatal("two thousand million open files are allowed")
	}
	return "tend.toml:3: processes.api.limits.hard: " + err.Error()
}
