//go:build linux || darwin

package processcontrol

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// copyTo hands all output on until its end, in blocks as large as the kernel
// hands them out. A block is borrowed from blocks only while there is something
// to read, so that a silent process holds none; take must not keep it.
func (o *output) copyTo(take func([]byte), blocks *sync.Pool) error {
	conn, err := o.file.SyscallConn()
	if err != nil {
		return err
	}
	for {
		var n int
		var readErr error
		err := conn.Read(func(fd uintptr) (done bool) {
			n, readErr = readOnce(int(fd), take, blocks)
			return readErr != unix.EAGAIN // else wait until there is something
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
		if n == readBlock && !o.terminal && !o.wide {
			o.wide = true
			_ = conn.Control(widen)
		}
		// While a process floods, its reader never has to wait, and would run
		// until it is made to give way, which takes 10 ms: a few of them are
		// what a key would wait for.
		runtime.Gosched()
	}
}

// rest hands on what is there to be read at this moment, without waiting for
// more. Nobody else may be reading.
func (o *output) rest(take func([]byte), blocks *sync.Pool) error {
	if err := o.file.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	conn, err := o.file.SyscallConn()
	if err != nil {
		return err
	}
	return conn.Read(func(fd uintptr) (done bool) {
		for range maxRest { // somebody unknown may go on writing
			if n, err := readOnce(int(fd), take, blocks); n <= 0 || err != nil {
				break
			}
		}
		return true
	})
}

// maxRest is how many blocks there can be to read at once: a pipe holds 1 MiB
// at most, unless root says otherwise.
const maxRest = (1 << 20) / readBlock

// readOnce reads a block and hands it on.
func readOnce(fd int, take func([]byte), blocks *sync.Pool) (n int, err error) {
	block := blocks.Get().(*[readBlock]byte)
	defer blocks.Put(block)
	for {
		n, err = unix.Read(fd, block[:])
		if err != unix.EINTR {
			break
		}
	}
	if n > 0 {
		take(block[:n])
	}
	return n, err
}
