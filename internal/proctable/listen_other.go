//go:build !linux && !darwin

package proctable

import "errors"

// SeesAllListeners: nothing is seen on this platform.
const SeesAllListeners = false

// Listening is not available on this platform.
func Listening() (all []Listener, dear bool, err error) {
	return nil, true, errors.New("cannot look for listening sockets: " + errors.ErrUnsupported.Error())
}

// Sockets is not available on this platform.
func Sockets(int, func(uint64) bool) []uint64 { return nil }
