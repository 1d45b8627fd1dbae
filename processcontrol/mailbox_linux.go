package processcontrol

import (
	"errors"
	"net"

	"golang.org/x/sys/unix"
)

// credentialsSpace is what SCM_CREDENTIALS of unix(7) take.
var credentialsSpace = unix.CmsgSpace(unix.SizeofUcred)

// nameSenders has the kernel add to each datagram who has sent it.
func nameSenders(conn *net.UnixConn) error {
	raw, err := conn.SyscallConn()
	if err != nil {
		return err
	}
	var optionErr error
	err = raw.Control(func(fd uintptr) {
		optionErr = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_PASSCRED, 1)
	})
	return errors.Join(err, optionErr)
}

// senderOf reads what the kernel has added.
func senderOf(control []byte) sender {
	messages, err := unix.ParseSocketControlMessage(control)
	if err != nil {
		return sender{}
	}
	for i := range messages {
		if c, err := unix.ParseUnixCredentials(&messages[i]); err == nil && c.Pid > 0 {
			return sender{pid: int(c.Pid), uid: int(c.Uid), known: true}
		}
	}
	return sender{}
}
