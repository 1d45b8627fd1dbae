//go:build linux || darwin

package processcontrol

import (
	"fmt"
	"sync"

	"golang.org/x/sys/unix"

	"tend/internal/logring"
)

// copyTo moves all output into the ring until its end, in blocks as large as
// the kernel hands them out. A block is borrowed from blocks only while there
// is something to read, so that a silent process holds none.
func (o *output) copyTo(ring *logring.Ring, blocks *sync.Pool) error {
	conn, err := o.file.SyscallConn()
	if err != nil {
		return err
	}
	for {
		var n int
		var readErr error
		err := conn.Read(func(fd uintptr) (done bool) {
			block := blocks.Get().(*[readBlock]byte)
			defer blocks.Put(block)
			for {
				n, readErr = unix.Read(int(fd), block[:])
				if readErr != unix.EINTR {
					break
				}
			}
			if readErr == unix.EAGAIN {
				return false // wait until there is something
			}
			if n > 0 {
				ring.Write(o.stream, block[:n])
			}
			return true
		})
		switch {
		case err != nil:
			return err
		case readErr == unix.EIO && o.terminal:
			return nil // Linux says so when the last process has closed its side
		case readErr != nil:
			return fmt.Errorf("read: %w", readErr)
		case n == 0:
			return nil
		}
	}
}
