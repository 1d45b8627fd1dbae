package config

import (
	"fmt"

	"tend/processcontrol"
)

// hasTerminal reports whether a process gets a terminal. That of a daemon would
// hang up as soon as the program ends that starts the daemon.
func hasTerminal(process *table) bool {
	return get[bool](process, "tty") && get[*table](process, "daemon") == nil
}

// daemon builds how the daemon of a process is found, nil if it is to leave none
// behind. How it is asked to end is built with stop.
func (b *builder) daemon(in instance, dir string, env scope) *processcontrol.Daemon {
	t := get[*table](in.table, "daemon")
	if t == nil {
		return nil
	}
	if !t.given["stop"] {
		b.reportTable(t.path, `there is no stop: say how the daemon is asked to end, such as stop = "nginx -s quit"`)
	}
	if in.given["tty"] && get[bool](in.table, "tty") {
		text := "tty = true gives it a terminal, which hangs up (SIGHUP) as soon as the program ends that starts the daemon: take tty or daemon out"
		b.report(place{key: join(in.path, "tty")}, text, "")
	}
	spec := &processcontrol.Daemon{
		PIDFile:      b.pidFile(in, t, dir, env),
		SuccessCodes: get[[]int](in.table, "success_codes"),
	}
	b.honour(place{key: t.path}, spec.Check())
	return spec
}

// pidFile is the file that says which process the daemon is, "" if there is none.
// The program that writes it runs in the folder dir, and so that is where the path
// starts.
func (b *builder) pidFile(in instance, t *table, dir string, env scope) string {
	file := get[string](t, "pid_file")
	if file == "" {
		return ""
	}
	at := place{key: join(t.path, "pid_file")}
	full, ok := b.expandFrom(dir, at, file, env)
	if !ok {
		return ""
	}
	if other, taken := b.pids[full]; !taken {
		b.pids[full] = in.name
	} else if text := fmt.Sprintf("pid_file %s is that of %q as well: ", shown(file, full), other); in.replica > 0 && !hasVariables(file) {
		b.report(at, text+"give each replica its own, with ${TEND_REPLICA} in its name", "")
	} else {
		b.report(at, text+"each daemon needs one of its own", "")
	}
	return full
}
