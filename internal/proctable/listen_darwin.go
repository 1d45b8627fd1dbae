package proctable

import (
	"context"
	"fmt"
	"time"

	"github.com/shirou/gopsutil/v3/net"
)

// SeesAllListeners: macOS tells of the user's own sockets only.
const SeesAllListeners = false

// lsofTime bounds the search for listening sockets, which on macOS is lsof's.
const lsofTime = 5 * time.Second

// Listening returns the TCP sockets on which processes of this user listen. It
// is always dear here.
func Listening() (all []Listener, dear bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lsofTime)
	defer cancel()
	connections, err := net.ConnectionsWithContext(ctx, "tcp")
	if err != nil {
		return nil, true, fmt.Errorf("cannot look for listening sockets: %w", err)
	}
	for _, c := range connections {
		if c.Status == "LISTEN" {
			all = append(all, Listener{Port: int(c.Laddr.Port), UID: -1, PID: int(c.Pid)})
		}
	}
	return all, true, nil
}

// Sockets is never called: Listening tells the PID.
func Sockets(int, func(uint64) bool) []uint64 { return nil }
