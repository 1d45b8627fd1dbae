package proctable

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// SeesAllListeners: the kernel tells everybody of all listening sockets.
const SeesAllListeners = true

// Listening returns the TCP sockets of this network namespace on which somebody
// listens. dear is set if that cost a lot, so that it should not be asked for
// every second.
func Listening() (all []Listener, dear bool, err error) {
	// The table in /proc cannot be had without that of all connections, empty
	// places included, which takes milliseconds on a machine with much memory.
	// The kernel's own interface for this takes some microseconds, but need not
	// be there.
	if all, err = askListening(); err == nil {
		return all, false, nil
	}
	all, err = readListening()
	return all, true, err
}

// See sock_diag(7) and <linux/inet_diag.h>.
const (
	sockDiagByFamily = 20
	tcpListen        = 10 // TCP_LISTEN
	diagRequest      = unix.NLMSG_HDRLEN + 56
	diagAnswer       = 72
)

// askListening asks the kernel for listening sockets.
func askListening() (all []Listener, err error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_INET_DIAG)
	if err != nil {
		return nil, fmt.Errorf("cannot ask for listening sockets: %w", err)
	}
	defer unix.Close(fd)
	buf := make([]byte, 32<<10) // as much as the kernel answers with at once
	for _, family := range []byte{unix.AF_INET, unix.AF_INET6} {
		request := make([]byte, diagRequest)
		order := binary.NativeEndian
		order.PutUint32(request, diagRequest)
		order.PutUint16(request[4:], sockDiagByFamily)
		order.PutUint16(request[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
		request[16], request[17] = family, unix.IPPROTO_TCP
		order.PutUint32(request[20:], 1<<tcpListen)
		if err := unix.Sendto(fd, request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
			return nil, fmt.Errorf("cannot ask for listening sockets: %w", err)
		}
		for done := false; !done; {
			var n int
			err := retry(func() (err error) {
				n, _, err = unix.Recvfrom(fd, buf, unix.MSG_TRUNC)
				return err
			})
			if err == nil && n > len(buf) {
				err = unix.EMSGSIZE
			}
			if err == nil {
				all, done, err = parseDiag(all, buf[:n])
			}
			if err != nil {
				return nil, fmt.Errorf("cannot ask for listening sockets: %w", err)
			}
		}
	}
	return all, nil
}

var errDiag = errors.New("not in the form of sock_diag(7)")

// parseDiag appends the sockets of an answer, and reports whether it was the
// last one.
func parseDiag(all []Listener, answer []byte) (_ []Listener, done bool, err error) {
	order := binary.NativeEndian
	for len(answer) > 0 {
		if len(answer) < unix.NLMSG_HDRLEN {
			return all, false, errDiag
		}
		length, kind := int(order.Uint32(answer)), order.Uint16(answer[4:])
		if length < unix.NLMSG_HDRLEN || length > len(answer) {
			return all, false, errDiag
		}
		body := answer[unix.NLMSG_HDRLEN:length]
		answer = answer[min((length+3)&^3, len(answer)):]
		switch kind {
		case unix.NLMSG_DONE:
			return all, true, nil
		case unix.NLMSG_ERROR:
			if len(body) < 4 {
				return all, false, errDiag
			}
			return all, false, unix.Errno(-int32(order.Uint32(body)))
		case sockDiagByFamily:
			if len(body) < diagAnswer {
				return all, false, errDiag
			}
			if body[1] == tcpListen {
				all = append(all, Listener{
					Port: int(binary.BigEndian.Uint16(body[4:])),
					UID:  int(order.Uint32(body[64:])), Inode: uint64(order.Uint32(body[68:])),
				})
			}
		}
	}
	return all, false, nil
}

// readListening reads the kernel's tables of all TCP sockets.
func readListening() (all []Listener, err error) {
	for i, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		table, err := os.ReadFile(name)
		if i > 0 && errors.Is(err, os.ErrNotExist) {
			continue // no IPv6 here
		}
		if err != nil {
			return nil, fmt.Errorf("cannot read the listening sockets: %w", err)
		}
		all = parseTCP(all, table)
	}
	return all, nil
}

// parseTCP appends the listening sockets of a table as in proc_pid_net(5). What
// is not in the form of a row is none.
func parseTCP(all []Listener, table []byte) []Listener {
	const local, state, uid, inode = 1, 3, 7, 9
	for line := range bytes.Lines(table) {
		fields := bytes.Fields(line)
		if len(fields) <= inode || string(fields[state]) != "0A" {
			continue
		}
		_, digits, _ := bytes.Cut(fields[local], []byte(":"))
		port, err := strconv.ParseUint(string(digits), 16, 16)
		user, userOK := number(fields[uid])
		node, nodeOK := number(fields[inode])
		if err == nil && userOK && nodeOK {
			all = append(all, Listener{Port: int(port), UID: int(user), Inode: uint64(node)})
		}
	}
	return all
}

// Sockets returns those sockets that are wanted and that the process has open.
// One that may not be looked at, or is gone, has none.
func Sockets(pid int, wanted func(inode uint64) bool) (inodes []uint64) {
	var dir int
	err := retry(func() (err error) {
		dir, err = unix.Open("/proc/"+strconv.Itoa(pid)+"/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil
	}
	defer unix.Close(dir)
	buf := make([]byte, 4<<10)
	fds, err := listNumbers(dir, buf)
	if err != nil {
		return nil
	}
	for _, fd := range fds {
		n, err := unix.Readlinkat(dir, strconv.Itoa(fd), buf)
		if err != nil {
			continue // closed meanwhile
		}
		name, isSocket := bytes.CutPrefix(buf[:n], []byte("socket:["))
		if !isSocket {
			continue
		}
		if inode, ok := number(bytes.TrimSuffix(name, []byte("]"))); ok && wanted(uint64(inode)) {
			inodes = append(inodes, uint64(inode))
		}
	}
	return inodes
}
