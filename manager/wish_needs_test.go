package manager

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestAStartKeepsWhatItNeedsThatIsAboutToBeStopped(t *testing.T) {
	for _, action := range []Action{Start, Restart} {
		withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
			r.fakes["api"].obeys = false
			r.do(Stop)
			r.do(action, "api")
			r.fakes["api"].goes()
			synctest.Wait()
			if db, api := r.view("db"), r.view("api"); db.Status != Running || api.Status != Running || api.Generation != 2 {
				t.Errorf("%s: db is %s, api is %s, generation %d: %q", action, db.Status, api.Status, api.Generation, r.diary.all())
			}
		})
	}
}

func TestARestartStartsWhatIsNeeded(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.do(Stop, "db")
		r.do(Restart, "api")
		if db, api := r.view("db"), r.view("api"); api.Status != Running || api.Generation != 2 {
			t.Errorf("db is %s, api is %s for %+v", db.Status, api.Status, api.WaitingFor)
		}
	})
}

func TestAStartOfWhatRestartsStartsWhatIsNeeded(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
		r.fakes["api"].obeys = false
		r.do(Restart, "api")
		r.do(Stop, "db")
		r.do(Start, "api")
		r.fakes["api"].goes()
		if db, api := r.view("db"), r.view("api"); api.Status != Running {
			t.Errorf("db is %s, api is %s for %+v", db.Status, api.Status, api.WaitingFor)
		}
	})
}

func TestAStartReachesThroughWhatWaits(t *testing.T) {
	withRig(t, []Process{
		process("migrate"), process("api", after("migrate", OnDone)),
		process("web", after("api", OnStarted), func(p *Process) { p.Autostart = false }),
	}, func(r *rig) {
		r.fakes["migrate"].exits(1)
		r.do(Start, "web")
		if v := r.view("migrate"); v.Status != Running {
			t.Errorf("migrate is %s, web %s for %+v", v.Status, r.status("web"), r.view("web").WaitingFor)
		}
	})
}

func TestAStartOutlivesTheEndOfWhatIsNeeded(t *testing.T) {
	withRig(t, []Process{process("db"), process("api", after("db", OnStarted), func(p *Process) { p.Autostart = false })}, func(r *rig) {
		r.fakes["db"].leaves()
		r.do(Start, "api")
		r.fakes["db"].exits(1)
		if db, api := r.view("db"), r.view("api"); db.Status != Running || api.Status != Running {
			t.Errorf("db is %s, api is %s for %+v", db.Status, api.Status, api.WaitingFor)
		}
	})
}

func TestWhatStartsAnewAsANeedTakesThoseAlongThatAskForIt(t *testing.T) {
	withRig(t, []Process{
		process("db"), process("api", together("db", OnStarted)), process("web", after("db", OnStarted), func(p *Process) { p.Autostart = false }),
	}, func(r *rig) {
		r.do(Stop, "db")
		r.do(Start, "web")
		if db, api := r.view("db"), r.view("api"); db.Generation != 2 || api.Generation != 2 {
			t.Errorf("db generation %d, api generation %d", db.Generation, api.Generation)
		}
	})
}

func TestWhatStartsAnewForAnyReasonTakesThoseAlongThatAskForIt(t *testing.T) {
	withRig(t, []Process{process("job", every(time.Minute, true)), process("api", together("job", OnStarted))}, func(r *rig) {
		r.fakes["job"].exits(0)
		time.Sleep(2 * time.Minute)
		if job, api := r.view("job"), r.view("api"); job.Generation != 2 || api.Generation != 2 {
			t.Errorf("by time: job generation %d, api generation %d", job.Generation, api.Generation)
		}
	})
	withRig(t, []Process{process("db"), process("api", together("db", OnStarted)), process("web", after("api", OnStarted))}, func(r *rig) {
		r.fakes["web"].obeys = false
		r.do(Stop, "db")
		r.do(Stop)
		r.do(Start)
		if db, api := r.view("db"), r.view("api"); db.Generation != 2 || !api.Queued && api.Generation != 2 {
			t.Errorf("start everything: db generation %d, api generation %d", db.Generation, api.Generation)
		}
		r.fakes["web"].goes()
	})
}

func TestWhatRestartsComesBackThoughWhatItNeedsHasEnded(t *testing.T) {
	restart := map[string]func(*rig){
		"restart":            func(r *rig) { r.do(Restart, "api") },
		"restart everything": func(r *rig) { r.do(Restart) },
		"files":              func(r *rig) { r.inRun(func() { r.core.touched(1) }) },
	}
	for what, do := range restart {
		withRig(t, []Process{process("db"), process("api", after("db", OnStarted))}, func(r *rig) {
			r.fakes["db"].exits(1)
			do(r)
			if db, api := r.view("db"), r.view("api"); db.Status != Running || api.Status != Running || api.Generation != 2 {
				t.Errorf("%s: db is %s, api is %s for %+v", what, db.Status, api.Status, api.WaitingFor)
			}
		})
	}
}
