package processcontrol

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
)

// mailbox is the socket by which the processes of a run tell tend how they are
// (sd_notify(3)).
//
// Whoever knows its name may write to it: the name cannot be guessed, it is told
// to the run alone, and stands in a folder that is closed to other users.
type mailbox struct {
	conn *net.UnixConn
	path string
}

// openMailbox makes a mailbox in the folder. The caller closes it.
func openMailbox(f *folder) (*mailbox, error) {
	dir, err := f.dir()
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, rand.Text()[:socketName])
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		return nil, fmt.Errorf("cannot make the socket that NOTIFY_SOCKET is to name: %w", err)
	}
	if err := nameSenders(conn); err != nil {
		err = fmt.Errorf("cannot have the kernel tell who writes to NOTIFY_SOCKET: %w", err)
		return nil, errors.Join(err, conn.Close(), os.Remove(path))
	}
	return &mailbox{conn: conn, path: path}, nil
}

// letter is a datagram and who it is from, as the kernel says.
type letter struct {
	text    string
	tooLong bool // it was longer than that
	from    sender
}

// sender is a process that may have ended since.
type sender struct {
	pid, uid int
	known    bool // false where the kernel does not tell
}

// maxLetter is how long a datagram may be, in bytes; systemd's own limit.
const maxLetter = 4 << 10

// next waits for a letter. buf is where it is read to, one byte longer than a
// letter may be. The error is net.ErrClosed once the mailbox is closed.
func (m *mailbox) next(buf []byte) (letter, error) {
	// Descriptors that come with it find no room, and are closed by the kernel:
	// tend keeps none, and sd_notify_barrier(3) waits for just that.
	space := make([]byte, credentialsSpace)
	n, spaceN, _, _, err := m.conn.ReadMsgUnix(buf, space)
	if err != nil {
		return letter{}, err
	}
	return letter{text: string(buf[:min(n, maxLetter)]), tooLong: n > maxLetter, from: senderOf(space[:spaceN])}, nil
}

// close ends a next that waits, too.
func (m *mailbox) close() error {
	err := os.Remove(m.path)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // the process may remove it as well
	}
	return errors.Join(err, m.conn.Close())
}

// folder is where a Host's sockets are. It is made when the first is needed.
type folder struct{ path atomic.Pointer[string] }

const (
	// socketName is the length of a socket's name: short, since the path of a
	// socket must be, and too long to be guessed.
	socketName = 13
	// maxSocketPath is the length of the path of a socket that every platform
	// accepts, in bytes: sun_path of unix(7) has 104 of them on macOS.
	maxSocketPath = 103
	// madeName is the length of a name that os.MkdirTemp makes, at most.
	madeName = len("tend-") + 10
)

// dir returns the folder, and makes it if there is none yet.
func (f *folder) dir() (string, error) {
	if path := f.path.Load(); path != nil {
		return *path, nil
	}
	path, err := makeShortFolder(os.TempDir(), "/tmp")
	if err != nil {
		return "", fmt.Errorf("cannot make a folder for sockets: %w", err)
	}
	if f.path.CompareAndSwap(nil, &path) {
		return path, nil
	}
	return *f.path.Load(), os.Remove(path) // somebody was faster
}

// makeShortFolder makes a folder in the first place that is not too far down
// for a socket. Only its user can enter it.
func makeShortFolder(places ...string) (string, error) {
	for _, place := range places {
		place, err := filepath.Abs(place)
		if err != nil {
			return "", err
		}
		if len(place)+len("/")+madeName+len("/")+socketName <= maxSocketPath {
			return os.MkdirTemp(place, "tend-")
		}
	}
	return "", fmt.Errorf("the path of %s is too long for that", places[0])
}

// remove removes the folder with all that is in it, if it was made.
func (f *folder) remove() error {
	path := f.path.Swap(nil)
	if path == nil {
		return nil
	}
	return os.RemoveAll(*path)
}
