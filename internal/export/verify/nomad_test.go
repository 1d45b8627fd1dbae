package verify

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/nomad/api"
)

// Every job is one of Nomad's API, without a field that the API has not, and its
// times are some.
func TestNomadTakesIt(t *testing.T) {
	files, err := filepath.Glob("../testdata/nomad/*.nomad.json")
	if err != nil || len(files) < 4 {
		t.Fatalf("there are %d jobs, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		d := json.NewDecoder(bytes.NewReader(read(t, "nomad", name)))
		d.DisallowUnknownFields()
		var submission struct{ Job *api.Job }
		if err := d.Decode(&submission); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		job := submission.Job
		if id := *job.ID; id+".nomad.json" != name {
			t.Errorf("%s is the job %s", name, id)
		}
		job.Canonicalize()
		if job.Periodic != nil {
			if next, err := job.Periodic.Next(time.Now()); err != nil || next.IsZero() {
				t.Errorf("%s: its next time is %v, %v", name, next, err)
			}
			if _, err := job.Periodic.GetLocation(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, g := range job.TaskGroups {
			checkGroup(t, g)
		}
	}
}

// checkGroup looks at what the server checks beyond the types.
func checkGroup(t *testing.T, g *api.TaskGroup) {
	t.Helper()
	labels, main := map[string]bool{}, 0
	for _, n := range g.Networks {
		for _, p := range n.ReservedPorts {
			labels[p.Label] = true
		}
	}
	for _, s := range g.Services {
		for _, c := range s.Checks {
			if c.Type != "tcp" && c.Type != "http" || !labels[c.PortLabel] || c.Interval < time.Second || c.Timeout < time.Second {
				t.Errorf("%s: Nomad does not take the check %+v", *g.Name, c)
			}
		}
	}
	for _, task := range g.Tasks {
		if task.Lifecycle == nil {
			main++
		}
		r := task.RestartPolicy
		if time.Duration(*r.Attempts)*(*r.Delay) > *r.Interval || *r.Interval < 5*time.Second || *r.Mode == "delay" && *r.Attempts == 0 {
			t.Errorf("%s: Nomad does not take the restart policy %+v", task.Name, r)
		}
		if usage := *task.LogConfig.MaxFiles * *task.LogConfig.MaxFileSizeMB; usage >= *g.EphemeralDisk.SizeMB {
			t.Errorf("%s: its logs need %d MB, and the group has %d", task.Name, usage, *g.EphemeralDisk.SizeMB)
		}
		args := task.Config["args"].([]any)
		if task.Name == "shop-db" && args[len(args)-1] != dbCommand {
			t.Errorf("the command is %q", args)
		}
		if task.Name == "shop-db" && (task.Env["PGDATA"] != dbData || task.Env["GREETING"] != dbGreeting) {
			t.Errorf("the variables are %q", task.Env)
		}
		if strings.Contains(task.Name, "_") {
			t.Errorf("%s is no name that DNS takes", task.Name)
		}
	}
	if main != 1 {
		t.Errorf("%s has %d main tasks", *g.Name, main)
	}
}
