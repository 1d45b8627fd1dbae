package config

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tend/internal/filewatch"
	"tend/manager"
	"tend/processcontrol"
)

func TestSchemaIsComplete(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, k := range Schema() {
		parent, last := cutLast(k.Path)
		switch {
		case seen[k.Path]:
			t.Errorf("%s is there twice", k.Path)
		case !seen[parent]:
			t.Errorf("%s comes before its table", k.Path)
		case k.Type == "" || k.Meaning == "":
			t.Errorf("%s has no type or no meaning", k.Path)
		case !strings.HasSuffix(k.Meaning, "."):
			t.Errorf("%s: %q is no sentence", k.Path, k.Meaning)
		case last == "":
			t.Errorf("%q has no name", k.Path)
		}
		seen[k.Path] = true
	}
}

// A key that several resemble would be suggested by chance.
func TestWhatOthersCallAKeyIsClear(t *testing.T) {
	called := map[string]string{}
	for _, k := range schema {
		parent, last := cutLast(k.path)
		called[parent+"."+last] = k.path
	}
	for _, k := range schema {
		parent, _ := cutLast(k.path)
		for _, name := range k.aka {
			if other := called[parent+"."+name]; other != "" {
				t.Errorf("%s of %s is %s as well", name, k.path, other)
			}
			called[parent+"."+name] = k.path
		}
	}
	for _, k := range schema {
		for _, name := range k.flat {
			if other := called["processes.*."+name]; other != "" {
				t.Errorf("%s of %s is %s as well", name, k.path, other)
			}
			called["processes.*."+name] = k.path
		}
		for _, name := range slices.Concat(k.aka, k.flat) {
			if name != plainKey(name) {
				t.Errorf("%s of %s is never found", name, k.path)
			}
		}
	}
}

// The schema has defaults as text, other packages have them as values.
func TestDefaultsAreThoseOfTheOtherPackages(t *testing.T) {
	text := func(d time.Duration) string { return `"` + short(d) + `"` }
	want := map[string]string{
		"processes.*.stop.grace":      text(processcontrol.DefaultGrace),
		"processes.*.stop.signal":     `"` + processcontrol.SIGTERM.String() + `"`,
		"processes.*.log.buffer":      `"8MiB"`,
		"processes.*.log.max_size":    `"10MiB"`,
		"log.max_size":                `"10MiB"`,
		"log.keep":                    "3",
		"processes.*.ready.interval":  text(processcontrol.DefaultProbeInterval),
		"processes.*.ready.timeout":   text(processcontrol.DefaultProbeTimeout),
		"processes.*.ready.failures":  "1",
		"processes.*.health.interval": `"10s"`,
		"processes.*.health.timeout":  text(processcontrol.DefaultProbeTimeout),
		"processes.*.health.failures": "3",
		"processes.*.limits.warn":     `"80%"`,
		"processes.*.limits.policy":   `"` + processcontrol.LimitPolicy(0).String() + `"`,
		"processes.*.backoff.initial": text(manager.DefaultBackoff.Initial),
		"processes.*.backoff.max":     text(manager.DefaultBackoff.Max),
		"processes.*.backoff.within":  text(manager.DefaultBackoff.Within),
		"processes.*.backoff.give_up": "10",
		"processes.*.restart":         `"never"`,
		"processes.*.tty":             "true",
		"shell":                       `["sh", "-c"]`,
		"name":                        "",
		"reload":                      `"manual"`,
		"processes.*.replicas":        "1",
		"processes.*.watch.debounce":  text(filewatch.DefaultDebounce),
		"processes.*.hooks.timeout":   `"30s"`,
	}
	for _, k := range Schema() {
		if w, ok := want[k.Path]; ok && k.Default != w {
			t.Errorf("%s: default %s, want %s", k.Path, k.Default, w)
		}
	}
	p := parse(t, api, t.TempDir()).Stack.Processes[0]
	if p.Log.Buffer != processcontrol.DefaultBuffer || p.Backoff != manager.DefaultBackoff {
		t.Errorf("buffer %d, backoff %+v", p.Log.Buffer, p.Backoff)
	}
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "12": 12, "12B": 12, "1KB": 1000, "2 MB": 2e6, "3GB": 3e9, "1TB": 1e12,
		"1KiB": 1 << 10, "1mib": 1 << 20, "1.5GiB": 3 << 29, "2TiB": 2 << 40, "0.5KB": 500,
	} {
		if got, f := parseSize(text); f != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", text, got, f, want)
		}
	}
	for _, text := range []string{"", "B", "-1", "1XB", "1 2MB", "1e3", "9223372036854775808", "8388608TiB", "0x10"} {
		if got, f := parseSize(text); f == nil {
			t.Errorf("size %q was read as %d", text, got)
		}
	}
	for text, want := range map[string]float64{"150%": 150, "0.5 %": 0.5, "0%": 0} {
		if got, f := parsePercent(text); f != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", text, got, f, want)
		}
	}
	for text, want := range map[string]string{"10": `"10s"`, "5 min": `"5m"`, "1.5hours": `"1.5h"`, "2d": "", "": "", "1h 2m": ""} {
		if _, f := parseDuration(text); f == nil || f.suggestion != want {
			t.Errorf("duration %q: got %v, want the suggestion %s", text, f, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, fine := range []string{":80", "localhost:1", "[::1]:5432", "10.0.0.1:65535", "db.internal:5432"} {
		if f := checkAddress(fine); f != nil {
			t.Errorf("%s: %v", fine, f)
		}
	}
	for _, bad := range []string{"", "localhost", "localhost:", "localhost:http", "a:b:1", "http://x:80", "localhost:0", "a b:1"} {
		if f := checkAddress(bad); f == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
	for _, fine := range []string{"http://localhost", "https://[::1]:8443/x?y=z", "http://127.0.0.1:8080/healthz"} {
		if f := checkURL(fine); f != nil {
			t.Errorf("%s: %v", fine, f)
		}
	}
	for _, bad := range []string{"", "http://", "http://:80/", "/healthz", "http://localhost:0/", "http://a b/", "localhost"} {
		if f := checkURL(bad); f == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestGRPCTargets(t *testing.T) {
	for _, fine := range []string{":80", "localhost:1", "[::1]:5432", "localhost:50051/shop.Orders", "db.internal:5432/a/b"} {
		if f := checkGRPC(fine); f != nil {
			t.Errorf("%s: %v", fine, f)
		}
	}
	for bad, suggestion := range map[string]string{
		"": "", "localhost": "", "localhost/shop.Orders": "", "localhost:1/": "", "localhost:0/x": "", "localhost:1/a b": "",
		"50051": `"localhost:50051"`, "50051/shop.Orders": "",
		"http://localhost:50051/": `"localhost:50051"`, "grpc://localhost:50051/shop.Orders": `"localhost:50051/shop.Orders"`,
		"https://localhost": "",
	} {
		if f := checkGRPC(bad); f == nil || f.suggestion != suggestion {
			t.Errorf("%q: got %v, want the suggestion %s", bad, f, suggestion)
		}
	}
}

func TestNearest(t *testing.T) {
	keys := []string{"command", "dir", "env", "env_file", "restart", "ready", "tty"}
	for name, want := range map[string]string{
		"comand": "command", "COMMAND": "command", "dri": "dir", "envfile": "env_file", "restrat": "restart",
		"raedy": "ready", "yyt": "", "colour": "", "x": "", "": "",
	} {
		if got := nearest(name, keys); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if d := distance(strings.Repeat("a", 1000), "a"); d != 1000 {
		t.Errorf("a long word: distance %d", d)
	}
	if got := signalNames(); !slices.Contains(got, "SIGTERM") || !slices.Contains(got, "SIGUSR1") {
		t.Errorf("signals: %v", got)
	}
}
