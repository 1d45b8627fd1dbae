//go:build !linux

package cgroup

// Place is a folder of the hierarchy in which groups may be made. There is
// none on this platform, so none of what follows is ever called.
type (
	Place   struct{}
	Session struct{}
	Group   struct{}
)

// Find fails with ErrNone on this platform.
func Find() (*Place, error) { return nil, ErrNone }

func (*Place) Check(Limits) error                       { return ErrNone }
func (*Place) Session(string, Limits) (*Session, error) { return nil, ErrNone }
func Open(string) *Session                              { return nil }
func (*Session) Dir() string                            { return "" }
func (*Session) Kill() error                            { return ErrNone }
func (*Session) PIDs() ([]int, error)                   { return nil, ErrNone }
func (*Session) Remove() error                          { return ErrNone }
func (*Session) Group(string, Limits) (*Group, error)   { return nil, ErrNone }
func (*Group) FD() int                                  { return -1 }
func (*Group) Kill() error                              { return ErrNone }
func (*Group) Populated() (bool, error)                 { return false, ErrNone }
func (*Group) PIDs() ([]int, error)                     { return nil, ErrNone }
func (*Group) Close() error                             { return ErrNone }
