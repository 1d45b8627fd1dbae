// Package config turns a tend.toml into a manager.Stack.
//
// A configuration is read in five steps, each of which knows only what the one
// before it made:
//
//	text ───locate──▶ positions      where each key stands      (position.go)
//	text ───decode──▶ document       TOML, or its syntax error  (document.go)
//	documents ─merge▶ merged         the later over the earlier (merge.go)
//	merged ─check───▶ table          keys and types, by schema  (check.go)
//	table ──build───▶ manager.Stack  files, variables, graph    (build.go)
//
// The schema (schema.go, and schema_*.go for its rows) is a table with a row for
// each key: what it takes, its default, its meaning, and what other programs
// call it. To add a key, add a row, and read its value where the stack is built.
// Schema gives the table to whoever writes documentation, and JSONSchema gives it
// to editors (jsonschema.go, and jsonschema_kinds.go for what each kind takes).
//
// What a table describes may be several processes, its replicas. Each of these
// instances (instance.go) is built on its own, because variables in its values
// (interpolate.go, scope.go) may be different ones in each.
//
// Three rules hold throughout:
//
//   - All that is wrong is reported at once. A value that is wrong is replaced
//     by its default, so that one mistake is one problem, and the steps after
//     it can go on.
//   - Every problem has its file and line, and reads as a sentence: what is
//     wrong, and what to do. A Stack is returned only if there is none.
//   - Nothing is looked up that may change until a process starts: whether a
//     program is in the PATH, whether a port is taken. Folders and env files
//     are, because they are part of the configuration, and so is a free port
//     for whoever asks for any: that is what others are configured with.
//
// There is no state: the environment, the folder and the ports handed out are
// arguments.
package config
