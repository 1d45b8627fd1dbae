package config

import (
	"fmt"

	"tend/processcontrol"
)

// wholeSession is who writes to the file of the session.
const wholeSession = "the whole session"

// sessionLog builds where the output of all processes goes.
func (b *builder) sessionLog(t *table) processcontrol.LogSpec {
	spec := processcontrol.LogSpec{MaxSize: get[int64](t, "max_size"), Keep: get[int](t, "keep")}
	if file := get[string](t, "file"); file != "" {
		if full, ok := b.expand(logPlace(t), file, b.top); ok {
			b.logs[full], spec.File = wholeSession, full
		}
	}
	if spec.File == "" {
		return processcontrol.LogSpec{}
	}
	return spec
}

// processLog builds what becomes of the output of a process.
func (b *builder) processLog(in instance, t *table, outer scope) processcontrol.LogSpec {
	spec := processcontrol.LogSpec{
		Buffer:  get[int64](t, "buffer"),
		MaxSize: get[int64](t, "max_size"),
		Keep:    get[int](t, "keep"),
	}
	file := get[string](t, "file")
	if file == "" {
		return spec
	}
	at := logPlace(t)
	full, ok := b.expand(at, file, outer)
	if !ok {
		return spec
	}
	if other, taken := b.logs[full]; !taken {
		b.logs[full] = fmt.Sprintf("%q", in.name)
	} else if text := fmt.Sprintf("file %s is that of %s as well: ", shown(file, full), other); in.replica > 0 && !hasVariables(file) && other != wholeSession {
		b.report(at, text+"give each replica its own, with ${TEND_REPLICA} in its name", "")
	} else {
		b.report(at, text+"each process needs one of its own", "")
	}
	spec.File = full
	return spec
}

// logPlace is where the file of a log table stands.
func logPlace(t *table) place { return place{key: join(t.path, "file")} }
