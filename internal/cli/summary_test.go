package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// everything is a session in which there is one process for each way to end.
func everything() *ran {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	after := func(s float64) time.Time { return began.Add(time.Duration(s * float64(time.Second))) }
	exit := func(e processcontrol.Exit) *processcontrol.Exit {
		e.UserTime, e.SysTime, e.MaxRSS = 1500*time.Millisecond, 250*time.Millisecond, 20<<20
		return &e
	}
	killed := exit(processcontrol.Exit{Code: -1, Signal: processcontrol.SIGKILL, Requested: true, Violation: &processcontrol.Violation{What: "memory", Detail: "30 MiB of 20 MiB", Policy: processcontrol.LimitKill}})
	runs := map[string][]processcontrol.Run{
		"db":    {{Generation: 1, StartedAt: after(0), EndedAt: after(9.5), Exit: exit(processcontrol.Exit{Code: -1, Signal: processcontrol.SIGTERM, Requested: true})}},
		"again": {{Generation: 1, StartedAt: after(0), EndedAt: after(1), Exit: exit(processcontrol.Exit{Code: 1})}, {Generation: 2, StartedAt: after(2), EndedAt: after(3), Exit: exit(processcontrol.Exit{})}},
		"diff":  {{Generation: 1, StartedAt: after(0), EndedAt: after(1), Exit: exit(processcontrol.Exit{Code: 1})}},
		"test":  {{Generation: 1, StartedAt: after(1), EndedAt: after(9), Exit: exit(processcontrol.Exit{Code: 3})}},
		"lost":  {{Generation: 1, EndedAt: after(1), Err: errors.New("program /nowhere does not exist")}},
		"eater": {{Generation: 1, StartedAt: after(0), EndedAt: after(4), Exit: killed}},
	}
	view := func(name string, status manager.Status, generation uint64) *manager.ProcessView {
		return &manager.ProcessView{Name: name, Status: status, Generation: generation, Command: "./" + name + " 'a' <&> \x1b"}
	}
	again := view("again", manager.Done, 2)
	again.Restarts = 1
	return &ran{
		stack:   &manager.Stack{Processes: []manager.Process{{Spec: processcontrol.Spec{Name: "diff"}, SuccessCodes: []int{1}}}},
		planned: map[string]bool{"blocked": true},
		snapshot: &manager.Snapshot{Name: "shop & co", Source: "tend.toml", Outcome: &manager.Outcome{Process: "test", Code: 3}, Processes: []*manager.ProcessView{
			view("db", manager.Stopped, 1), again, view("diff", manager.Done, 1), view("test", manager.Exited, 1),
			view("lost", manager.Failed, 1), view("eater", manager.Exited, 1), view("blocked", manager.NotStarted, 0), view("unasked", manager.NotStarted, 0),
		}},
		history: func(name string) []processcontrol.Run { return runs[name] },
		logs:    said("plain", "\x1b[31mred\x1b[0m", "a bell \a, a \x00, ]]> & <tag>", "no UTF-8: \xff, no character: \uffff"),
		began:   began, ended: after(10), code: 3,
	}
}

// said are logs in which every process has printed the same.
func said(lines ...string) logs {
	return func(q logview.Query) (page logview.Page, err error) {
		for i, text := range lines {
			page.Lines = append(page.Lines, logview.Line{Line: logring.Line{Number: int64(i + 1), Stream: logring.Stdout, Text: text}, Process: q.Names[0]})
		}
		page.Lines = append(page.Lines, logview.Line{Line: logring.Line{Stream: logring.Note, Text: "exit 3"}, Process: q.Names[0]})
		page.Lines = page.Lines[max(0, len(page.Lines)-q.Count):]
		return page, nil
	}
}

func summaryOf(t *testing.T, r *ran) *Summary {
	t.Helper()
	s, err := r.summary()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSummaryAsJSON(t *testing.T) {
	text, err := summaryOf(t, everything()).json()
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(text) {
		t.Error("it is no JSON")
	}
	golden.RequireEqual(t, text)
}

func TestSummaryAsJUnit(t *testing.T) {
	text, err := summaryOf(t, everything()).junit()
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, text)
	var back junitSuites
	if err := xml.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	suite := back.Suites[0]
	if suite.Name != "shop & co" || suite.Tests != 7 || suite.Failures != 2 || suite.Errors != 1 || suite.Skipped != 1 {
		t.Errorf("read again, it is a suite %q of %+v, %d skipped", suite.Name, suite.junitCounts, suite.Skipped)
	}
	if got, want := suite.Cases[3].SystemOut.Text, "plain\nred\na bell , a , ]]> & <tag>\nno UTF-8: , no character: "; got != want {
		t.Errorf("read again, the last lines are %q, want %q", got, want)
	}
}

// FuzzJUnit has processes print, and be called, what XML may not be able to hold.
func FuzzJUnit(f *testing.F) {
	for _, seed := range []string{"", "]]>", "]]]]>>", "\x00\x1b[1m\ufffe", "<![CDATA[", "\xed\xa0\x80", "\r\n\t", "&amp;"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := everything()
		r.logs = said(text)
		r.snapshot.Name = text
		for _, v := range r.snapshot.Processes {
			v.Command, v.Problem = text, text
		}
		out, err := summaryOf(t, r).junit()
		if err != nil {
			t.Fatal(err)
		}
		var back junitSuites
		if err := xml.Unmarshal(out, &back); err != nil {
			t.Fatalf("nobody can read it: %v\n%s", err, out)
		}
		if bytes.ContainsAny(out, "\x00\x1b") {
			t.Errorf("there are control characters in it:\n%q", out)
		}
	})
}

func TestSummaryTakesThePlaceOfTheFileAtOnce(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "out.json"), filepath.Join(dir, "link.json")
	if err := os.WriteFile(file, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := os.Symlink("out.json", link); err != nil {
		t.Fatal(err)
	}
	if err := writeSummary(link, summaryOf(t, everything())); err != nil {
		t.Fatal(err)
	}
	if was, err := io.ReadAll(reader); err != nil || string(was) != "before" {
		t.Errorf("who reads the old file finds %q, %v", was, err)
	}
	if text, err := os.ReadFile(file); err != nil || !json.Valid(text) {
		t.Errorf("the file the link is for is %q, %v", text, err)
	}
	if target, err := os.Readlink(link); err != nil || target != "out.json" {
		t.Errorf("the link is %q, %v", target, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) > 0 {
		t.Errorf("it has left %q", left)
	}
}

func TestSummaryCannotBeWrittenWhereThereIsNoFolder(t *testing.T) {
	var usage usageError
	if err := checkSummary(filepath.Join(t.TempDir(), "none", "out.xml")); !errors.As(err, &usage) {
		t.Errorf("it is said before anything runs: %v", err)
	}
	if err := checkSummary("out.xml"); err != nil {
		t.Error(err)
	}
	if err := writeSummary(t.TempDir(), summaryOf(t, everything())); err == nil || !strings.HasPrefix(err.Error(), "cannot write the summary") {
		t.Errorf("a folder is no file: %v", err)
	}
}

func TestWhatIsPlannedIsWhatIsNamedAndWhatThatNeeds(t *testing.T) {
	on := func(names ...string) (all []manager.Dependency) {
		for _, name := range names {
			all = append(all, manager.Dependency{Name: name})
		}
		return all
	}
	stack := &manager.Stack{Processes: []manager.Process{
		{Spec: processcontrol.Spec{Name: "db"}},
		{Spec: processcontrol.Spec{Name: "api"}, DependsOn: on("db"), Autostart: true},
		{Spec: processcontrol.Spec{Name: "web-1"}, Family: "web", DependsOn: on("api")},
		{Spec: processcontrol.Spec{Name: "other"}, Autostart: true},
	}}
	for want, only := range map[string][]string{"api db other": nil, "api db web-1": {"web"}, "db": {"db"}} {
		var got []string
		for name := range plannedOf(stack, only) {
			got = append(got, name)
		}
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%q plans %q, want %q", only, got, want)
		}
	}
}
