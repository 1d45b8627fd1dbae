// Package wire is what a session and those who talk to it say to each other: the
// values of version 1 of its API, and how they become those that the rest of tend
// works with.
//
// Everything is JSON over HTTP on a Unix socket. Fields have the names that
// docs/api.md has; that page is checked against this package. A field that is
// empty is left out. Times are RFC 3339, durations are seconds, sizes are bytes.
// What is new in a later version of tend may bring fields: readers ignore those
// that they do not know. Nothing is ever taken away from a version.
package wire

import (
	"math"
	"time"
)

// Prefix is what every path of this version begins with.
const Prefix = "/v1"

// Pulse is how often a stream that has nothing to say says that it lives.
const Pulse = 2 * time.Second

// Seconds is a duration: exact to the nanosecond up to a hundred days.
type Seconds float64

func seconds(d time.Duration) Seconds { return Seconds(d.Seconds()) }

// Duration returns it in Go's unit.
func (s Seconds) Duration() time.Duration { return time.Duration(math.Round(float64(s) * 1e9)) }

// Error is the body of every answer that is not one of success.
type Error struct {
	// Error says what was tried, on what, and why it failed.
	Error string `json:"error"`
}
