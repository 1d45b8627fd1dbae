//go:build !linux && !darwin

package processcontrol

import (
	"os"
	"sync"

	"tend/internal/cgroup"
	"tend/internal/proctable"
)

const supported = false

func foster() int         { return 0 }
func adoptOrphans() error { return ErrUnsupported }
func reapOrphan(int)      {}

// process stands for what this platform cannot start: NewHost refuses, so none
// of this is ever called.
type process struct {
	pid     int
	exited  <-chan struct{}
	outputs []*output
}

func spawn(*Spec, *cgroup.Group, wiring, termSize) (*process, error) { return nil, ErrUnsupported }
func (*process) terminal() *os.File                                  { return nil }
func (*process) resize(termSize)                                     {}
func (*process) answer([]byte)                                       {}
func (*process) typeKeys(string) error                               { return ErrUnsupported }
func (*process) signalGroup(Signal) error                            { return ErrUnsupported }
func (*process) reap() (*Exit, error)                                { return &Exit{Code: -1}, ErrUnsupported }
func (*process) closeOutputs()                                       {}
func (*output) copyTo(func([]byte), *sync.Pool) error                { return ErrUnsupported }
func (*output) rest(func([]byte), *sync.Pool) error                  { return ErrUnsupported }

func layersHere() ([]Layer, string) { return nil, "everything: tend starts nothing here" }

func (*process) program() string { return "" }

func (*process) code() int { return -1 }

func watchOther(proctable.Proc) (vigil, bool) { return vigil{}, false }
