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
	return fmt.Sprintf("a session of %s is running already: process %d, since %s; quit it first, or kill %[2]d",
		e.Config, e.PID, e.Began.Local().Format("Monday 15:04"))
}

// Record is the file of a session that runs.
type Record struct {
	file  *os.File
	crash string // empty if there is none
}

// Folder returns where the files are: a folder that belongs to this user and that
// nobody else may look into. It is made if it is not there.
func Folder(environ func(string) string) (string, error) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("tend-%d", os.Getuid()))
	if runtime := environ("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		dir = filepath.Join(runtime, "tend")
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	if err := private(dir); err != nil {
		return "", fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	return dir, nil
}

// Take locks the file of a configuration, whose path is absolute, in a folder.
// It returns what the last session said that was killed, or nil if there was
// none. If another session runs, the error is a *HeldError.
func Take(folder, config string) (r *Record, killed *Session, err error) {
	sum := sha256.Sum256([]byte(config))
	name := filepath.Join(folder, hex.EncodeToString(sum[:8])+".json")
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	held, err := lock(file)
	if err != nil {
		file.Close()
		return nil, nil, fmt.Errorf("cannot lock the record of the session, %s: %w", name, err)
	}
	before, readErr := read(file)
	if held {
		file.Close()
		other := &HeldError{Config: config}
		if before != nil {
			other.Session = *before
		}
		return nil, nil, other
	}
	if readErr != nil {
		before = nil // cut off, as a full disk leaves it: nothing can be made of it
	}
	return &Record{file: file}, before, nil
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
		err = r.file.Truncate(0)
	}
	if err == nil {
		_, err = r.file.WriteAt(text, 0)
	}
	if err != nil {
		return fmt.Errorf("cannot keep a record of the session: %w", err)
	}
	return nil
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
		err = os.Remove(r.crash)
	}
	if err := errors.Join(err, r.file.Truncate(0), r.file.Close()); err != nil {
		return fmt.Errorf("cannot end the record of the session: %w", err)
	}
	return nil
}
