package export

import (
	"fmt"
	"strings"
	"testing"
)

func TestNamesAreThoseOfDNS(t *testing.T) {
	long := strings.Repeat("x", 60)
	for name, want := range map[string]string{
		"api": "api", "Api_2": "api-2", "a.b": "a-b", "_x_": "x", "9lives": "p-9lives", "...": "p", long: long[:maxName],
	} {
		if got := dnsName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestNoTwoProcessesGetTheSameName(t *testing.T) {
	text := ""
	for _, name := range []string{"A_B", "a-b", "a.b", strings.Repeat("y", 60), strings.Repeat("y", 61)} {
		text += fmt.Sprintf("[processes.%q]\ncommand = \"x\"\n", name)
	}
	cfg, _ := load(t, text)
	x, err := gather(&engine{called: "Kubernetes"}, cfg, Options{})
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]string{}
	for process, name := range x.dnsNames() {
		if other, twice := taken[name]; twice || len(name) > maxName {
			t.Errorf("%s and %s are both %s", process, other, name)
		}
		taken[name] = process
	}
	if taken["a-b"] != "a-b" {
		t.Errorf("who could keep a name has not: %v", taken)
	}
	if len(x.notes) != 4 {
		t.Errorf("what is called otherwise is not said: %v", x.notes)
	}
}
