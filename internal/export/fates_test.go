package export

import (
	"slices"
	"strings"
	"testing"

	"tend/internal/config"
)

// example is a stack in which a key is set. A line that begins with a plus sets
// it; without those lines, it is not set.
type example struct {
	top, api, web string // what stands at the top and in the two processes
}

func at(lines string) example            { return example{top: lines} }
func in(lines string) example            { return example{api: lines} }
func beside(lines, other string) example { return example{api: lines, web: other} }

const (
	waits   = `depends_on = { api = "ready" }`
	failing = "restart = \"on-failure\"\n"
	viaTCP  = "ready.tcp = \"localhost:80\"\n"
	viaHTTP = "ready.http = \"http://localhost:80/\"\n"
	wellTCP = "restart = \"always\"\nhealth.tcp = \"localhost:80\"\n"
	wellGET = "restart = \"always\"\nhealth.http = \"http://localhost:80/\"\n"
	limited = "restart = \"on-failure\"\nlimits.memory = \"1GiB\"\n"
)

// examples has one for every key of the schema, but for tables of which each key
// has one.
var examples = map[string]example{
	"name":         at(`+name = "shop"`),
	"shell":        at(`+shell = ["bash", "-c"]`),
	"env":          at(`+env = { LOG = "debug" }`),
	"env_file":     at(`+env_file = ".env"`),
	"path":         at(`+path = "bin"`),
	"exit_on":      at(`+exit_on = "failure"`),
	"stop_timeout": at(`+stop_timeout = "1m"`),
	"reload":       at(`+reload = "auto"`),
	"log.file":     at(`+log.file = "all.log"`),
	"log.max_size": at(`+log.max_size = "20MiB"`),
	"log.keep":     at(`+log.keep = 5`),

	"ui.theme":      at(`+ui.theme = "nord"`),
	"ui.background": at(`+ui.background = "dark"`),
	"ui.ascii":      at(`+ui.ascii = true`),
	"ui.notify":     at(`+ui.notify = "bell"`),
	"keys":          at(`+keys.restart = "f9"`),

	"processes":   at("+[processes.more]\n+command = \"more\""),
	"processes.*": at("+[processes.more]\n+command = \"more\""),

	"processes.*.command":  in("+command = \"other\"\n-command = \"api\""),
	"processes.*.dir":      in(`+dir = "sub"`),
	"processes.*.env":      in(`+env = { A = "b" }`),
	"processes.*.env_file": in(`+env_file = "secrets.env"`),
	"processes.*.path":     in(`+path = "bin"`),
	"processes.*.tty":      in(`+tty = true`),
	"processes.*.port":     in(`+port = 3000`),
	"processes.*.replicas": in(`+replicas = 3`),

	"processes.*.depends_on":             beside("", `+depends_on = ["api"]`),
	"processes.*.depends_on.*":           beside("", `+depends_on.api = "done"`),
	"processes.*.depends_on.*.condition": beside("", "depends_on.api = {}\n+depends_on.api.condition = \"done\""),
	"processes.*.depends_on.*.restart":   beside("", "depends_on.api.condition = \"started\"\n+depends_on.api.restart = true"),

	"processes.*.group":         in(`+group = "back"`),
	"processes.*.profiles":      in(`+profiles = ["debug"]`),
	"processes.*.autostart":     in(`+autostart = false`),
	"processes.*.disabled":      in(`+disabled = true`),
	"processes.*.restart":       in(`+restart = "on-failure"`),
	"processes.*.success_codes": in(failing + `+success_codes = [3]`),
	"processes.*.exit_on":       in(`+exit_on = "done"`),

	"processes.*.backoff.initial": in(failing + `+backoff.initial = "2s"`),
	"processes.*.backoff.max":     in(failing + `+backoff.max = "1m"`),
	"processes.*.backoff.give_up": in(failing + `+backoff.give_up = 3`),
	"processes.*.backoff.within":  in(failing + `+backoff.within = "10m"`),

	"processes.*.schedule": in(`+schedule = "0 3 * * *"`),
	"processes.*.every":    in(`+every = "10m"`),

	"processes.*.watch":           in(`+watch = "src"`),
	"processes.*.watch.paths":     in(`+watch.paths = ["src"]`),
	"processes.*.watch.ignore":    in("watch.paths = [\"src\"]\n+watch.ignore = [\"*.md\"]"),
	"processes.*.watch.debounce":  in("watch.paths = [\"src\"]\n+watch.debounce = \"1s\""),
	"processes.*.watch.gitignore": in("watch.paths = [\"src\"]\n+watch.gitignore = false"),

	"processes.*.stop.signal":  in(`+stop.signal = "SIGINT"`),
	"processes.*.stop.command": in(`+stop.command = "quit"`),
	"processes.*.stop.keys":    in(`+stop.keys = "q"`),
	"processes.*.stop.grace":   in(`+stop.grace = "3s"`),

	"processes.*.daemon":          in(`+daemon = { stop = "quit" }`),
	"processes.*.daemon.stop":     in("-daemon = { stop = \"quit\" }\n+daemon = { stop = \"halt\" }"),
	"processes.*.daemon.pid_file": in("daemon.stop = \"quit\"\n+daemon.pid_file = \"pid\""),

	"processes.*.ready":           in(`+ready = { tcp = "localhost:80" }`),
	"processes.*.ready.tcp":       in(`+ready.tcp = "localhost:80"`),
	"processes.*.ready.http":      in(`+ready.http = "http://localhost:80/"`),
	"processes.*.ready.grpc":      in(`+ready.grpc = "localhost:80"`),
	"processes.*.ready.exec":      beside("+ready.exec = \"asks\"\n-"+viaTCP, waits),
	"processes.*.ready.log":       in(`+ready.log = "up"`),
	"processes.*.ready.notify":    in(`+ready.notify = true`),
	"processes.*.ready.status":    beside(viaHTTP+`+ready.status = 204`, waits),
	"processes.*.ready.body":      in(viaHTTP + `+ready.body = "ok"`),
	"processes.*.ready.headers":   in(viaHTTP + `+ready.headers = { Host = "shop.test" }`),
	"processes.*.ready.delay":     beside(viaTCP+`+ready.delay = "2s"`, waits),
	"processes.*.ready.interval":  in(viaTCP + `+ready.interval = "5s"`),
	"processes.*.ready.timeout":   in(viaTCP + `+ready.timeout = "7s"`),
	"processes.*.ready.successes": beside(viaTCP+`+ready.successes = 2`, waits),
	"processes.*.ready.failures":  in(viaTCP + `+ready.failures = 4`),

	"processes.*.health":           in(failing + `+health = { tcp = "localhost:80" }`),
	"processes.*.health.tcp":       in(failing + `+health.tcp = "localhost:80"`),
	"processes.*.health.http":      in(failing + `+health.http = "http://localhost:80/"`),
	"processes.*.health.grpc":      in(failing + `+health.grpc = "localhost:80"`),
	"processes.*.health.exec":      in(failing + `+health.exec = "asks"`),
	"processes.*.health.log":       in(failing + `+health.log = "alive"`),
	"processes.*.health.status":    in(wellGET + `+health.status = 204`),
	"processes.*.health.body":      in(wellGET + `+health.body = "ok"`),
	"processes.*.health.headers":   in(wellGET + `+health.headers = { Host = "shop.test" }`),
	"processes.*.health.delay":     in(wellTCP + `+health.delay = "2s"`),
	"processes.*.health.interval":  in(wellTCP + `+health.interval = "5s"`),
	"processes.*.health.timeout":   in(wellTCP + `+health.timeout = "7s"`),
	"processes.*.health.successes": in(wellTCP + `+health.successes = 2`),
	"processes.*.health.failures":  in(wellTCP + `+health.failures = 4`),

	"processes.*.watchdog": in(failing + `+watchdog = "30s"`),

	"processes.*.hooks.ready":   in(`+hooks.ready = "tell"`),
	"processes.*.hooks.failed":  in(`+hooks.failed = "tell"`),
	"processes.*.hooks.exited":  in(`+hooks.exited = "tell"`),
	"processes.*.hooks.stopped": in(`+hooks.stopped = "tell"`),
	"processes.*.hooks.backoff": in(`+hooks.backoff = "tell"`),
	"processes.*.hooks.timeout": in("hooks.ready = \"tell\"\n+hooks.timeout = \"5s\""),

	"processes.*.limits.memory":          in(failing + "limits.policy = \"kill\"\n+limits.memory = \"1GiB\""),
	"processes.*.limits.cpu":             in("limits.policy = \"kill\"\n+limits.cpu = \"50%\""),
	"processes.*.limits.open_files":      in("limits.policy = \"kill\"\n+limits.open_files = 100"),
	"processes.*.limits.processes":       in("limits.policy = \"kill\"\n+limits.processes = 10"),
	"processes.*.limits.run_time":        in(failing + "limits.policy = \"kill\"\n+limits.run_time = \"1h\""),
	"processes.*.limits.for":             in(limited + `+limits.for = "1m"`),
	"processes.*.limits.warn":            in(limited + `+limits.warn = "50%"`),
	"processes.*.limits.policy":          in(limited + `+limits.policy = "kill"`),
	"processes.*.limits.hard.open_files": in(`+limits.hard.open_files = 100`),
	"processes.*.limits.hard.memory":     in(`+limits.hard.memory = "1GiB"`),
	"processes.*.limits.hard.cpu":        in(`+limits.hard.cpu = "50%"`),
	"processes.*.limits.hard.processes":  in(`+limits.hard.processes = 10`),

	"processes.*.log.buffer":   in(`+log.buffer = "1MiB"`),
	"processes.*.log.file":     in(`+log.file = "api.log"`),
	"processes.*.log.max_size": in(`+log.max_size = "20MiB"`),
	"processes.*.log.keep":     in(`+log.keep = 5`),
}

// lines are those of an example, with the key or without it.
func lines(text string, with bool) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		rest, plus := strings.CutPrefix(line, "+")
		if !plus {
			rest, _ = strings.CutPrefix(line, "-")
		}
		if drop := plus && !with || strings.HasPrefix(line, "-") && with; !drop {
			out = append(out, rest)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// text is the stack of an example, with the key or without it.
func (e example) text(with bool) string {
	api := lines(e.api, with)
	if !strings.Contains(api, "command = \"") || strings.Contains(api, ".command") {
		api = "command = \"api\"\n" + api
	}
	top := lines(e.top, with)
	stack := "[processes.api]\n" + api + "[processes.web]\ncommand = \"web\"\n" + lines(e.web, with)
	if strings.HasPrefix(strings.TrimSpace(top), "[") {
		return stack + top
	}
	return top + stack
}

// TestEveryKeyIsCarriedOverOrSaid is the promise of this package: whoever sets a
// key finds it in what an engine gets, or is told that it is not there. That is
// tried, not looked up: each key is set in a stack of its own. A key that is new
// in the schema fails here until each engine has a fate for it.
func TestEveryKeyIsCarriedOverOrSaid(t *testing.T) {
	schema := config.Schema()
	for _, name := range Engines() {
		fates := engineOf(t, name).fates()
		for _, k := range schema {
			t.Run(name+"/"+k.Path, func(t *testing.T) {
				e, ok := examples[k.Path]
				if !ok {
					if !isTable(schema, k.Path) {
						t.Fatal("there is no example for it in this test")
					}
					return // its keys have theirs
				}
				f, _ := fateOf(fates, k.Path)
				if f.key == "" && !strings.HasPrefix("processes.*", k.Path) {
					t.Fatalf("nothing is said of what becomes of it: it needs a row in %s_fates.go", name)
				}
				if k.Path == "processes.*.tty" && f.becomes != "" {
					e = in(`+tty = false`) // true is the default
				}
				tryKey(t, name, k.Path, e, f)
			})
		}
		for _, f := range fates {
			if !slices.ContainsFunc(schema, func(k config.Key) bool { return k.Path == f.key }) {
				t.Errorf("%s: there is no key %s", name, f.key)
			}
			if (f.becomes == "") == (f.lost == "") || f.lost != "" && f.unlike != "" {
				t.Errorf("%s: %s is both lost and not, or neither", name, f.key)
			}
		}
	}
	for path := range examples {
		if !slices.ContainsFunc(schema, func(k config.Key) bool { return k.Path == path }) {
			t.Errorf("there is an example for %s, which is no key", path)
		}
	}
}

func isTable(schema []config.Key, path string) bool {
	return slices.ContainsFunc(schema, func(k config.Key) bool { return strings.HasPrefix(k.Path, path+".") })
}

// tryKey exports a stack with the key and one without it.
func tryKey(t *testing.T, engine, key string, e example, f fate) {
	t.Helper()
	withText, withoutText := e.text(true), e.text(false)
	with, base := load(t, withText)
	without, otherBase := load(t, withoutText)
	set := slices.IndexFunc(with.Settings, func(s config.Setting) bool { return s.Key == key })
	if set < 0 {
		t.Fatalf("the example does not set it:\n%s", withText)
	}
	path := with.Settings[set].Path
	a, b := export(t, engine, with, Options{}), export(t, engine, without, Options{})
	carried := a.text(base) != b.text(otherBase)
	said := ""
	for _, n := range a.Notes {
		above := strings.HasPrefix(path, n.Path+".") && n.Path != "processes"
		if n.Path == path || above || strings.HasPrefix(n.Path, path+".") {
			said += n.String() + "\n"
		}
	}
	switch {
	case f.lost != "":
		if !strings.Contains(said, "left out") {
			t.Errorf("it is lost, and that is not said. Notes:\n%s", a.notesText())
		}
		if carried && !leavesTraces(key) {
			t.Errorf("it is said to be lost, and makes a difference:\n%s\nwithout it:\n%s", a.text(base), b.text(otherBase))
		}
	case !carried && !strings.Contains(said, "left out"):
		t.Errorf("it is dropped in silence: the files are the same without it. Said: %q\n%s", said, a.text(base))
	case f.unlike == "" && strings.Contains(said, "left out"):
		t.Errorf("it is carried over, and said not to be: %s", said)
	}
}

// leavesTraces reports whether a key that is lost makes a difference all the same:
// a port is known from a probe that nothing asks, a daemon has no terminal, and
// what is looked after is no Job.
func leavesTraces(key string) bool {
	for _, trace := range []string{"ready.grpc", "health.grpc", "health.log", "watchdog", "daemon", "daemon.stop", "daemon.pid_file"} {
		if key == "processes.*."+trace {
			return true
		}
	}
	return strings.HasPrefix(key, "processes.*.depends_on") // others are waited for
}

func TestAPortThatWasFreeIsSaid(t *testing.T) {
	for _, name := range Engines() {
		cfg, _ := load(t, "[processes.a]\ncommand = \"a\"\nport = \"auto\"\n[processes.b]\ncommand = \"b\"\nport = 3000\n")
		notes := export(t, name, cfg, Options{}).notesText()
		if !strings.Contains(notes, "processes.a.port: it is 34567 from now on") || strings.Contains(notes, "processes.b.port") {
			t.Errorf("%s says\n%s", name, notes)
		}
	}
}
