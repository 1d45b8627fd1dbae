// Package export hands a stack to a program that runs it elsewhere: systemd,
// Compose, Nomad or Kubernetes. It is pure: a configuration goes in, the texts of
// files and remarks come out. Who writes them is somebody else.
//
//	config.Config ──gather──▶ plan ──an engine's writer──▶ files
//	                            │                            │
//	                            └──────── remarks ◀──────────┘
//
// Each engine is two files: what it writes (systemd.go), and its fates
// (systemd_fates.go), a table with what becomes of every key of a
// configuration. The table is what is said, what is documented, and what is
// tested: a key that an engine neither writes nor speaks of fails a test.
//
// Three rules hold for every engine:
//
//   - What cannot be carried over is never dropped in silence. It is a Note with
//     the path of its key. What is lost wherever it stands is said by the table,
//     what depends on the rest of the process by the writer.
//   - What is written is what tend does, not what looks like it. Where the engine
//     does something else under the same name, the note says so.
//   - Values are literal: whatever an engine would fill in is escaped in its way.
package export
