package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tend/internal/logfile"
)

// Key is one key of a configuration, for documentation.
type Key struct {
	// Path is the key with all the tables it is in: processes.*.stop.grace,
	// where * is a name that the user chooses.
	Path string
	Type string
	// Default is a value in TOML; empty if there is none.
	Default string
	// Absent is what happens without the key, where there is no Default.
	Absent  string
	Meaning string
}

// Schema lists every key of a configuration, tables before what they hold.
func Schema() []Key {
	var keys []Key
	for _, k := range schema {
		keys = append(keys, Key{Path: k.path, Type: kinds[k.kind].name, Default: k.defaultText(), Absent: k.absent, Meaning: k.meaning})
	}
	return keys
}

// key is a row of the schema.
type key struct {
	path    string
	kind    kind
	def     any    // the value in TOML without the key; nil if there is none
	absent  string // where def is nil: what happens without the key
	meaning string
	// least and most bound a number, a percentage, a duration in nanoseconds,
	// a size in bytes. most is not looked at where it is 0.
	least, most int64
	unit        int64    // of which it has to be a multiple, unless that is 0
	aka         []string // what other programs call it
	flat        []string // the same, of those that have it in the process itself
}

func (k key) defaultText() string {
	switch def := k.def.(type) {
	case nil:
		return ""
	case string:
		return strconv.Quote(def)
	case []any:
		items := make([]string, len(def))
		for i, v := range def {
			items[i] = fmt.Sprintf("%q", v)
		}
		return "[" + strings.Join(items, ", ") + "]"
	default:
		return fmt.Sprint(def)
	}
}

// The smallest and largest values that make sense.
const (
	leastInterval = int64(10 * time.Millisecond)  // less would be a busy loop
	leastGrace    = int64(time.Millisecond)       // none at all is what SIGKILL is for
	leastWatchdog = int64(100 * time.Millisecond) // with less, a busy machine would look like a dead process
	leastEvery    = int64(time.Second)            // as with a cron expression, nothing happens twice in a second
	leastBuffer   = int64(64 << 10)               // a line may be as long
	leastMemory   = int64(1 << 20)                // with less, hardly anything can be loaded
	fileUnit      = int64(logfile.Unit)           // what sizes of files are counted in
	leastFiles    = int64(16)                     // with less, hardly a program gets to its first line
	mostReplicas  = int64(1000)                   // more is a slip of the finger, which no machine likes
	mostPort      = int64(65535)
)

// required is what is absent without a key that there has to be.
const required = "required"

// schema is the one place that says which keys there are. What is read from a
// file, what is suggested for a key that does not exist, the documentation, and
// what editors know of the file all come from here.
var schema = slices.Concat(stackKeys(), processKeys(), lifeKeys(), probeKeys(), outcomeKeys(), limitKeys(), logKeys())

// node is the schema as a tree. A node with any takes names that the user
// chooses.
type node struct {
	key
	children map[string]*node
	names    []string // of the children, in the order of the schema
	any      *node
}

// tree makes the tree. The schema lists tables before what they hold.
func tree() *node {
	root := &node{key: key{kind: kindTable}, children: map[string]*node{}}
	for _, k := range schema {
		at := root
		names := strings.Split(k.path, ".")
		for _, name := range names[:len(names)-1] {
			at = at.child(name)
		}
		n := &node{key: k, children: map[string]*node{}}
		if last := names[len(names)-1]; last == "*" {
			at.any = n
		} else {
			at.children[last] = n
			at.names = append(at.names, last)
		}
	}
	return root
}

func (n *node) child(name string) *node {
	if name == "*" {
		return n.any
	}
	return n.children[name]
}
