package server

import (
	"net"

	"golang.org/x/sys/unix"
)

// peer returns the user at the other end of a connection: unix(7), SO_PEERCRED.
func peer(conn net.Conn) (uid int, err error) {
	return credentials(conn, func(fd int) (int, error) {
		c, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
		if err != nil {
			return -1, err
		}
		return int(c.Uid), nil
	})
}
