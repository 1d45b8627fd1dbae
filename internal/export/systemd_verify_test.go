package export

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// verifyUnits has systemd itself load the units that are in a folder. No systemd
// has to run for it. It returns what systemd has understood, if the level is debug,
// and what it says about that.
func verifyUnits(t *testing.T, dir, level string, names []string) (understood, said string) {
	t.Helper()
	program, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze, which is in the package systemd, is not here to look at the units")
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, append([]string{"verify", "--user", "--man=no"}, names...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+t.TempDir(), "SYSTEMD_LOG_LEVEL="+level, "SYSTEMD_LOG_COLOR=no")
	var out, errs bytes.Buffer // apart: they would come in between each other's lines
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("systemd does not take the units: %v\n%s", err, errs.String())
	}
	return out.String(), errs.String()
}

// complaints are the lines in which systemd says more than that it is older than
// 254, when the settings came by which restarts wait ever longer.
func complaints(said string) string {
	var b strings.Builder
	for line := range strings.Lines(said) {
		newer := strings.Contains(line, "'RestartSteps'") || strings.Contains(line, "'RestartMaxDelaySec'")
		if !newer || !strings.Contains(line, "Unknown key") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// TestSystemdTakesTheUnits has systemd load the rich stack, and compares what it
// has understood with what the tend.toml says.
func TestSystemdTakesTheUnits(t *testing.T) {
	text, err := os.ReadFile("testdata/shop/tend.toml")
	if err != nil {
		t.Fatal(err)
	}
	cfg, base := load(t, string(text))
	if err := os.WriteFile(filepath.Join(base, "migrate"), []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var names []string
	for _, f := range export(t, "systemd", cfg, Options{}).Files {
		put(t, filepath.Join(dir, f.Name), f.Text)
		names = append(names, "./"+f.Name)
	}
	_, said := verifyUnits(t, dir, "info", names)
	if wrong := complaints(said); wrong != "" {
		t.Errorf("systemd complains:\n%s", wrong)
	}
	understood, _ := verifyUnits(t, dir, "debug", names)
	for _, want := range []string{
		"Environment: PGDATA=data dir/$1\n",
		"Environment: GREETING=two\nlines, a 'quote', a \\ and 100%\n",
		"Environment: DB_PASSWORD=pa$$ word\"s\n",
		"EnvironmentFile: " + base + "/.env\n",
		"UnsetEnvironment: NO_COLOR\n",
		"WorkingDirectory: " + base + "/services/api\n",
		"PIDFile: " + base + "/nginx.pid\n",
	} {
		if !strings.Contains(understood, want) {
			t.Errorf("systemd has not understood %q", want)
		}
	}
}
