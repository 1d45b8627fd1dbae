package cli

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"runtime/debug"

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
	r, err := take(s.log, sys, files)
	if err != nil {
		return nil, err
	}
	known := leash.Session{Mark: s.host.Mark(), Groups: s.host.Groups()}
	if r != nil {
		if err := r.Write(record.Session{Config: files[0], Mark: known.Mark, Groups: known.Groups}); err != nil {
			s.log.Warn("the next session will not know what became of this one", "err", err)
		}
		known.Crash = s.keepCrash(r)
	}
	if terminal != nil {
		known.Terminal = leash.Modes(terminal)
	}
	l := leash.Hold(s.log, known, terminal, helper)
	s.host.GuardedBy(guard{l})
	return func() error {
		l.Close()
		if r == nil {
			return nil
		}
		return errors.Join(debug.SetCrashOutput(nil, debug.CrashOptions{}), r.Release())
	}, nil
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

// take takes the record of a configuration, and ends what a session of it that
// was killed has left behind, if anything is. Without a file there is nothing to
// claim. That no record can be kept is told and no more.
func take(log *slog.Logger, sys *System, files []string) (*record.Record, error) {
	if len(files) == 0 {
		return nil, nil
	}
	folder, err := record.Folder(sys.getenv)
	if err != nil {
		folder, err = record.Folder(func(string) string { return "" })
	}
	if err != nil {
		log.Warn("nothing keeps another session of this configuration from running beside this one", "err", err)
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
	log.Warn("the last session was killed; what it had left behind has been ended", "began", began, "pid", killed.PID, "processes", found)
}
