package server

import (
	"net"

	"golang.org/x/sys/unix"
)

// peer returns the user at the other end of a connection: unix(4),
// LOCAL_PEERCRED.
func peer(conn net.Conn) (uid int, err error) {
	return credentials(conn, func(fd int) (int, error) {
		c, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
		if err != nil {
			return -1, err
		}
		return int(c.Uid), nil
	})
}
