package config

import (
	"fmt"

	"tend/processcontrol"
)

// log builds what becomes of the output of a process.
func (b *builder) log(in instance, t *table, outer scope) processcontrol.LogSpec {
	spec := processcontrol.LogSpec{
		Buffer:  get[int64](t, "buffer"),
		MaxSize: get[int64](t, "max_size"),
		Keep:    get[int](t, "keep"),
	}
	file := get[string](t, "file")
	if file == "" {
		return spec
	}
	at := place{key: join(t.path, "file")}
	full, ok := b.expand(at, file, outer)
	if !ok {
		return spec
	}
	if other, taken := b.logs[full]; !taken {
		b.logs[full] = in.name
	} else if text := fmt.Sprintf("file %s is that of %q as well: ", shown(file, full), other); in.replica > 0 && !hasVariables(file) {
		b.report(at, text+"give each replica its own, with ${TEND_REPLICA} in its name", "")
	} else {
		b.report(at, text+"each process needs one of its own", "")
	}
	spec.File = full
	return spec
}
