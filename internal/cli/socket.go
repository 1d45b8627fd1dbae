package cli

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tend/internal/record"
	"tend/internal/remote/server"
	"tend/internal/remote/wire"
)

// door is where others reach the session: a socket, and who answers there. One
// goroutine at a time uses it.
type door struct {
	session *session
	self    wire.Session
	paths   [2]string // of the socket: where it ought to be, and if that is another's
	path    string    // where it is; empty: nowhere
	server  *server.Server
	err     error // why it is nowhere
}

// open has the session answer in a folder. Without that it goes on, and says why.
// ID tells it from other sessions of its name.
func (s *session) open(folder, config, id string) *door {
	name := s.Snapshot().Name
	d := &door{
		session: s, self: wire.Session{
			Name: name, Version: version(), PID: os.Getpid(), Config: config,
			Detached: s.background != nil, Screen: screenOf(s.look, s.ascii),
		},
		paths: [2]string{filepath.Join(folder, socketName(name, "")), filepath.Join(folder, socketName(name, id))},
	}
	d.listen()
	return d
}

func (d *door) listen() {
	listener, err := d.find()
	if err != nil {
		d.err = err
		d.session.log.Warn("no other terminal can talk to this session", "err", err)
		return
	}
	d.server = server.Serve(listener, d.session, d.self, d.session.log)
}

// find finds a place to listen.
func (d *door) find() (listener net.Listener, err error) {
	for _, d.path = range d.paths {
		if listener, err = server.Listen(d.path); err == nil {
			return listener, nil
		}
	}
	d.path = ""
	return nil, err
}

// keep opens the door again if somebody has removed it. Who is inside stays.
func (d *door) keep() {
	if d.path == "" {
		return
	}
	if _, err := os.Stat(d.path); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err := d.server.Move(d.find); err != nil {
		d.session.log.Warn("the session's socket has been removed: no other terminal can talk to it any more", "err", err)
		return
	}
	d.session.log.Warn("the session's socket had been removed, and has been made again")
}

// close closes it. Whoever is still being told something is told to the end, for a
// moment.
func (d *door) close() error {
	if d.server == nil {
		return nil
	}
	server := d.server
	d.path, d.server = "", nil
	return server.Close()
}

// socketName is the name of a session's socket: its own, as far as a file may have
// it, and what tells it from another session of that name.
func socketName(session, id string) string {
	const longest = 40 // a socket's path is short
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '_', r == '-':
			return r
		default:
			return '-'
		}
	}, session)
	if name = name[:min(len(name), longest)]; strings.Trim(name, ".") == "" {
		name = "session"
	}
	if id != "" {
		name += "-" + id
	}
	return name + ".sock"
}

// folderOf is where records and sockets are: see [record.Folder].
func folderOf(sys *System) (string, error) {
	folder, err := record.Folder(sys.getenv)
	if err != nil {
		folder, err = record.Folder(func(string) string { return "" })
	}
	return folder, err
}

// idOf tells a session from others of its name.
func idOf(r *record.Record) string {
	if r == nil {
		return strconv.Itoa(os.Getpid())
	}
	return r.ID()
}
