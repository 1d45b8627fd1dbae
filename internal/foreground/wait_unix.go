//go:build unix

package foreground

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// await waits until a file can be read, or written, or a bell is rung, which is
// errCut. It is select(2), since macOS polls no terminals.
func await(fd int, toWrite bool, b *bell) error {
	stop := int(b.heard.Fd())
	if max(fd, stop) >= unix.FD_SETSIZE {
		return fmt.Errorf("cannot wait for file %d: there are too many", max(fd, stop))
	}
	for {
		var reads, writes unix.FdSet
		reads.Set(stop)
		if toWrite {
			writes.Set(fd)
		} else {
			reads.Set(fd)
		}
		_, err := unix.Select(max(fd, stop)+1, &reads, &writes, nil, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return fmt.Errorf("cannot wait for file %d: %w", fd, err)
		case reads.IsSet(stop):
			return errCut
		default:
			return nil
		}
	}
}

// read reads what there is; 0 at the end.
func read(f *os.File, block []byte, b *bell) (int, error) {
	fd := int(f.Fd())
	for {
		if err := await(fd, false, b); err != nil {
			return 0, err
		}
		n, err := unix.Read(fd, block)
		if err == unix.EINTR || err == unix.EAGAIN {
			continue
		}
		return n, err
	}
}

// write writes all of a block. A reader who has gone is an error like any other,
// and not the end of tend, which it would be were this left to package os.
func write(f *os.File, block []byte, b *bell) error {
	fd := int(f.Fd())
	for len(block) > 0 {
		if err := await(fd, true, b); err != nil {
			return err
		}
		n, err := unix.Write(fd, block[:min(len(block), portion)])
		switch {
		case err == unix.EINTR || err == unix.EAGAIN:
		case err != nil:
			return fmt.Errorf("cannot print: %w", err)
		case n == 0:
			return io.ErrShortWrite
		default:
			block = block[n:]
		}
	}
	return nil
}
