package verify

import (
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// The loader of docker compose takes the file, against its schema, and comes to
// the values of the tend.toml: nothing is filled in.
func TestComposeTakesIt(t *testing.T) {
	details := types.ConfigDetails{
		WorkingDir:  t.TempDir(),
		ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: read(t, "compose", "compose.yaml")}},
		Environment: types.Mapping{"PGDATA": "wrong", "HOME": "wrong", "API_TOKEN": "wrong"},
	}
	load := func(profiles ...string) *types.Project {
		t.Helper()
		project, err := loader.LoadWithContext(t.Context(), details, func(o *loader.Options) {
			o.Profiles = profiles
			o.SkipResolveEnvironment = true // the env files are those of another machine
		})
		if err != nil {
			t.Fatal(err)
		}
		return project
	}
	project := load()
	if _, on := project.Services["console"]; on || len(project.Services) != 7 {
		t.Errorf("without a profile there are %v", project.ServiceNames())
	}
	if all := load("by-hand", "scheduled", "debug"); len(all.Services) != 12 {
		t.Errorf("with all profiles there are %v", all.ServiceNames())
	}
	db := project.Services["db"]
	if got := db.Entrypoint[len(db.Entrypoint)-1]; got != dbCommand {
		t.Errorf("the command is %q", got)
	}
	if got := db.Environment["PGDATA"]; got == nil || *got != dbData {
		t.Errorf("PGDATA is %v", got)
	}
	if got := db.Environment["GREETING"]; got == nil || *got != dbGreeting {
		t.Errorf("GREETING is %v", got)
	}
	if db.Deploy.Resources.Limits.MemoryBytes != 1<<30 || db.StopSignal != "SIGINT" || time.Duration(*db.StopGracePeriod) != 15*time.Second {
		t.Errorf("db is %+v", db)
	}
	api := project.Services["api"]
	if on := api.DependsOn["migrate"]; on.Condition != types.ServiceConditionCompletedSuccessfully || !api.DependsOn["db"].Restart {
		t.Errorf("api depends on %+v", api.DependsOn)
	}
}
