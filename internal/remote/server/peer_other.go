//go:build !linux && !darwin

package server

import (
	"errors"
	"net"
)

// peer cannot tell on this platform.
func peer(net.Conn) (uid int, err error) { return -1, errors.ErrUnsupported }
