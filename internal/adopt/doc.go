// Package adopt makes a tend.toml out of what other programs of the kind are
// configured with: a process-compose.yaml, an mprocs.yaml, a Procfile, a compose
// file, the scripts of a package.json. It reads files. Nothing is executed,
// nothing contacted, and who writes the result is somebody else.
//
//	source ──read──▶ draft ──settle──▶ draft ──write──▶ text
//	                   ▲                  ▲
//	        a file for each format    the loader of package config
//
// A draft is a tend.toml in parts, each of which knows the line of its source.
// Settling asks the loader what it thinks of the draft: what it refuses becomes
// a comment, unless the process would be another one without it. Then there is
// no text, and the error names the line of the source.
//
// Three rules hold for every format:
//
//   - What has no counterpart in tend is never dropped in silence: it is a remark
//     at its process and a Note of the Result.
//   - What the program that the file is for would refuse is an error here as well.
//   - A text is returned only if config.Parse takes it.
package adopt
