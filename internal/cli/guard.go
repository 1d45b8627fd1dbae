package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"tend/internal/leash"
	"tend/internal/record"
	"tend/processcontrol"
)

// leashCommand is what tend executes itself with to be its own helper.
const leashCommand = "__leash"

// newLeash is the life of a helper; see package leash.
func newLeash() *cobra.Command {
	return &cobra.Command{
		Use:    leashCommand,
		Hidden: true,
		Args:   noArgs,
		RunE:   func(*cobra.Command, []string) error { return leash.Run() },
	}
}

// guard tells the helpers what the Host starts.
type guard struct{ *leash.Leash }

func (g guard) Born(pid int, start uint64, stop processcontrol.Signal) {
	g.Leash.Born(leash.Leader{Process: leash.Process{PID: pid, Start: start}, Signal: int(stop)})
}

func (g guard) Gone(pid int, start uint64) { g.Leash.Gone(leash.Process{PID: pid, Start: start}) }

// claim sees to it that this is the only session of its configuration, and that
// nothing outlives it should it be killed. Terminal is that of its screen, nil if
// it has none. The function returned is called once nothing is left.
func (s *session) claim(sys *System, files []string, terminal *os.File) (free func() error, err error) {
	if err := os.Setenv(outsideVar, "1"); err != nil { // processes are given an environment of their own
		return nil, err
	}
	folder, err := folderOf(sys)
	if err != nil { // and so it cannot be reached
		s.log.Warn("nothing keeps another session of this configuration from running beside this one", "err", err)
	}
	r, heldErr := take(s.log, folder, files)
	if heldErr != nil {
		return nil, heldErr
	}
	if folder != "" {
		s.door = s.open(folder, append(files, "")[0], idOf(r))
	}
	known := leash.Session{Mark: s.host.Mark(), Groups: s.host.Groups()}
	if r != nil {
		if err := r.Write(record.Session{Config: files[0], Mark: known.Mark, Groups: known.Groups, Socket: s.door.path}); err != nil {
			s.log.Warn("the next session will not know what became of this one", "err", err)
		}
		known.Crash = s.keepCrash(r)
		s.record = r
	}
	if terminal != nil {
		known.Terminal = leash.Modes(terminal)
	}
	leave := func() error {
		var err error
		if s.door != nil {
			err = s.door.close()
		}
		if r == nil {
			return err
		}
		return errors.Join(err, debug.SetCrashOutput(nil, debug.CrashOptions{}), r.Release())
	}
	if s.background != nil {
		if err := s.settle(err); err != nil {
			return nil, errors.Join(err, leave())
		}
	}
	l := leash.Hold(s.log, known, terminal, helper)
	s.host.GuardedBy(guard{l})
	return func() error {
		err := s.endOrphans(l)
		l.Close()
		return errors.Join(err, leave())
	}, nil
}

// settle has a session in the background stand on its own. It fails if nobody could
// reach it, for want of a folder or of a socket.
func (s *session) settle(noFolder error) error {
	why := noFolder
	if s.door != nil {
		why = s.door.err
	}
	if why != nil {
		return fmt.Errorf("a session in the background has to be reached, and cannot be: %w", why)
	}
	return s.background.settle(s.door.path, s.ownLog)
}

// outside is the entry in the environment of everything that tend starts for the
// person who sits at it, an editor for example, and nowhere else. What that leaves
// behind is theirs, a window perhaps.
const (
	outsideVar = "TEND_OUTSIDE"
	outside    = outsideVar + "=1"
)

// endOrphans ends what has left everything that tend has started, without a
// trace of where it comes from.
func (s *session) endOrphans(l *leash.Leash) error {
	found, err := l.Orphans(outside)
	if found > 0 {
		s.log.Warn("what had left its process without a trace has been ended", "processes", found)
	}
	if err != nil {
		return fmt.Errorf("cannot end what has left its process without a trace: %w", err)
	}
	return nil
}

// helper makes the command of a helper. It gets nothing of the environment,
// which may hold secrets, and is made to need little.
func helper() *exec.Cmd {
	program, err := helperPath()
	if err != nil {
		program = os.Args[0]
	}
	cmd := exec.Command(program, leashCommand)
	cmd.Env = []string{"GOMAXPROCS=1", "GOGC=10", "TERM=dumb"}
	return cmd
}

// recordLook is how often it is looked whether the record is where it belongs:
// who tidies up does so once in a while.
const recordLook = 5 * time.Second

// keepRecord makes the record and the socket anew whenever somebody has removed
// them, until ctx ends. Trouble is told once, and so is its end.
func (s *session) keepRecord(ctx context.Context) {
	look := time.NewTicker(recordLook)
	defer look.Stop()
	for trouble := false; ; {
		select {
		case <-look.C:
		case <-ctx.Done():
			return
		}
		again, err := s.record.Keep()
		s.door.keep()
		if again {
			s.keepCrash(s.record)
			s.log.Warn("the record of the session had been removed, and has been made again")
		}
		if err != nil && !trouble {
			s.log.Warn("the record of the session has been removed: nothing keeps another session of this configuration from running beside this one", "err", err)
		}
		trouble = err != nil
	}
}

// keepCrash has the Go runtime write down why it crashes, should it: on the
// screen that would not stay. It returns the file.
func (s *session) keepCrash(r *record.Record) string {
	file, err := r.Crash()
	if err == nil {
		err = errors.Join(debug.SetCrashOutput(file, debug.CrashOptions{}), file.Close()) // it has a copy
	}
	if err != nil {
		s.log.Warn("a crash would leave no trace", "err", err)
		return ""
	}
	return file.Name()
}

// take takes the record of a configuration in a folder, and ends what a session of
// it that was killed has left behind, if anything is. Without a file there is
// nothing to claim, without a folder nowhere. That no record can be kept is told
// and no more.
func take(log *slog.Logger, folder string, files []string) (*record.Record, error) {
	if len(files) == 0 || folder == "" {
		return nil, nil
	}
	r, killed, err := record.Take(folder, files[0])
	var held *record.HeldError
	if errors.As(err, &held) {
		return nil, err
	}
	if err != nil {
		log.Warn("nothing keeps another session of this configuration from running beside this one", "err", err)
		return nil, nil
	}
	if killed != nil {
		bury(log, killed)
	}
	return r, nil
}

// bury says what became of a session that was killed, and ends what it has left
// behind: its mark is in the environment of nothing else.
func bury(log *slog.Logger, killed *record.Session) {
	began := killed.Began.Local().Format("Monday 15:04")
	if killed.Boot == "" || killed.Boot != record.Boot() {
		log.Warn("the last session did not end by itself: the machine did", "began", began)
		return
	}
	found, err := leash.Clean(leash.Session{Mark: killed.Mark, Groups: killed.Groups})
	if err != nil {
		log.Error("the last session was killed, and what it has left behind cannot be ended", "began", began, "pid", killed.PID, "err", err)
		return
	}
	if found == 0 {
		log.Warn("the last session was killed; it has left nothing behind", "began", began, "pid", killed.PID)
		return
	}
	log.Warn("the last session was killed; what it had left behind has been ended", "began", began, "pid", killed.PID, "processes", found)
}
