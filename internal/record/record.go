// Package record keeps a file for each configuration that a session runs: so
// that there is one session at a time, and so that the next one learns of a
// session that was killed.
//
// The file is locked as long as the session lives. The kernel gives the lock up
// when the process ends, however that happens; what the file says stays, unless
// the session has ended as it should and emptied it.
package record

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Session is what a file says of the session that runs, or was killed.
type Session struct {
	PID    int       `json:"pid"`
	Boot   string    `json:"boot"` // of the machine; PIDs of another one mean nothing
	Config string    `json:"config"`
	Began  time.Time `json:"began"`
	// Mark and Groups are how to find what it has started: see package leash.
	Mark   string `json:"mark"`
	Groups string `json:"groups,omitempty"`
	// Socket is the path of the socket that it listens on; empty if it does not.
	Socket string `json:"socket,omitempty"`
}

// HeldError: another session of the same configuration is running.
type HeldError struct {
	Session // zero if it has not said who it is, or is just ending
	Config  string
}

// Error says who it is, and what to do.
func (e *HeldError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("another session of %s is just starting or ending: try again", e.Config)
	}
	return fmt.Sprintf("a session of %s is running already: process %d, since %s; “tend attach” shows it, “tend down” ends it",
		e.Config, e.PID, e.Began.Local().Format("Monday 15:04"))
}

// Record is the file of a session that runs. One goroutine at a time uses it.
type Record struct {
	file  *os.File
	said  []byte // what it says
	crash string // empty if there is none
}

// Folder returns where the files are: a folder that belongs to this user and that
// nobody else may look into. It is made if it is not there.
func Folder(environ func(string) string) (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("tend-%d", os.Getuid()))
	if runtime := environ("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		dir = filepath.Join(runtime, "tend")
	}
	if err := makeFolder(dir); err != nil {
		return "", err
	}
	return dir, nil
}

// makeFolder makes the folder, if it is not there, and fails if it is not this
// user's alone.
func makeFolder(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if err == nil || errors.Is(err, os.ErrExist) {
		err = private(dir)
	}
	if err != nil {
		return fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	return nil
}

// Take locks the file of a configuration, whose path is absolute, in a folder.
// It returns what the last session said that was killed, or nil if there was
// none. If another session runs, the error is a *HeldError.
func Take(folder, config string) (r *Record, killed *Session, err error) {
	file, other, err := open(path(folder, config))
	if err != nil {
		return nil, nil, err
	}
	if other != nil {
		other.Config = config
		return nil, nil, other
	}
	before, err := read(file)
	if err != nil {
		before = nil // cut off, as a full disk leaves it: nothing can be made of it
	}
	return &Record{file: file}, before, nil
}

func path(folder, config string) string {
	sum := sha256.Sum256([]byte(config))
	return filepath.Join(folder, hex.EncodeToString(sum[:8])+".json")
}

// ID is a short name that no other configuration's record has.
func (r *Record) ID() string { return strings.TrimSuffix(filepath.Base(r.file.Name()), ".json") }

// Look returns what the last session of a configuration has said of itself. Whether
// it still runs, its socket tells. It is nil if there was none, or it has ended as
// it should.
func Look(folder, config string) (*Session, error) {
	file, err := os.Open(path(folder, config))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read the record of the session: %w", err)
	}
	defer file.Close() // nothing was written: there is nothing to lose
	s, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the record of the session, %s: %w", file.Name(), err)
	}
	return s, nil
}

// open opens a file and locks it, unless another session has.
func open(name string) (*os.File, *HeldError, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	held, err := lock(file)
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("cannot lock the record of the session, %s: %w", name, err)
	}
	if !held {
		return file, nil, nil
	}
	defer file.Close()
	other := &HeldError{}
	if it, err := read(file); err == nil && it != nil {
		other.Session = *it
	}
	return nil, other, nil
}

// read returns what a file says, or nil if it is empty.
func read(file *os.File) (*Session, error) {
	text, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil || len(text) == 0 {
		return nil, err
	}
	s := &Session{}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, err
	}
	return s, nil
}

// Write says who the session is. PID, Boot and Began are filled in.
func (r *Record) Write(s Session) error {
	s.PID, s.Boot, s.Began = os.Getpid(), Boot(), time.Now()
	text, err := json.Marshal(s)
	if err == nil {
		r.said = text
		err = r.write()
	}
	if err != nil {
		return fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	return nil
}

func (r *Record) write() error {
	err := r.file.Truncate(0)
	if err == nil {
		_, err = r.file.WriteAt(r.said, 0)
	}
	return err
}

// Keep makes the file anew if it has been removed, with its folder or alone, as
// whoever tidies up may do; again reports that it had to. If another session has
// taken its place meanwhile, the error is a *HeldError.
func (r *Record) Keep() (again bool, err error) {
	name := r.file.Name()
	there, err := os.Stat(name)
	if err == nil {
		if own, err := r.file.Stat(); err != nil || os.SameFile(own, there) {
			return false, err
		}
	}
	if err := makeFolder(filepath.Dir(name)); err != nil {
		return false, err
	}
	file, other, err := open(name)
	if err != nil {
		return false, err
	}
	if other != nil {
		return false, other
	}
	_ = r.file.Close() // it is nowhere
	r.file = file
	if err := r.write(); err != nil {
		return true, fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	return true, nil
}

// Crash makes the file that is for what the Go runtime says should this session
// crash. Release removes it. The caller closes it.
func (r *Record) Crash() (*os.File, error) {
	name := strings.TrimSuffix(r.file.Name(), ".json") + ".crash"
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot keep what is said in a crash: %w", err)
	}
	r.crash = name
	return file, nil
}

// Release says that the session has ended as it should.
func (r *Record) Release() error {
	var err error
	if r.crash != "" {
		if err = os.Remove(r.crash); errors.Is(err, os.ErrNotExist) {
			err = nil // whoever has removed the folder was faster
		}
	}
	if err := errors.Join(err, r.file.Truncate(0), r.file.Close()); err != nil {
		return fmt.Errorf("cannot end the record of the session: %w", err)
	}
	return nil
}
