// Package config turns a tend.toml into a manager.Stack.
//
// A configuration is read in four steps, each of which knows only what the one
// before it made:
//
//	text ──locate──▶ positions      where each key stands       (position.go)
//	text ──decode──▶ map            TOML, or its syntax error   (load.go)
//	map  ──check───▶ table          keys and types, by schema   (check.go)
//	table ─build───▶ manager.Stack  folders, files, graph       (build.go)
//
// The schema (schema.go) is a table with a row for each key: what it takes,
// its default, its meaning, and what other programs call it. To add a key, add
// a row, and read its value where the stack is built. Schema gives the table
// to whoever writes documentation.
//
// Three rules hold throughout:
//
//   - All that is wrong is reported at once. A value that is wrong is replaced
//     by its default, so that one mistake is one problem, and the steps after
//     it can go on.
//   - Every problem has its line, and reads as a sentence: what is wrong, and
//     what to do. A Stack is returned only if there is none.
//   - Nothing is looked up that may change until a process starts: whether a
//     program is in the PATH, whether a port is free. Folders and env files
//     are, because they are part of the configuration.
//
// There is no state: the environment and the folder are arguments.
package config
