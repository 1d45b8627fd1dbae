//go:build linux || darwin

package server

import (
	"fmt"
	"net"
)

// credentials asks the kernel who is at the other end of a connection.
func credentials(conn net.Conn, ask func(fd int) (int, error)) (uid int, err error) {
	socket, ok := conn.(*net.UnixConn)
	if !ok {
		return -1, fmt.Errorf("%T is no Unix socket", conn)
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return -1, err
	}
	uid = -1
	controlErr := raw.Control(func(fd uintptr) { uid, err = ask(int(fd)) })
	if controlErr != nil {
		return -1, controlErr
	}
	return uid, err
}
