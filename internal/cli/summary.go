package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tend/internal/shortpath"
	"tend/manager"
	"tend/processcontrol"
)

// Summary is what has run in a session, as it is written at its end. Times have
// their zone, durations are in seconds, sizes in bytes.
type Summary struct {
	Name     string    `json:"name"`
	Source   string    `json:"source"` // where the stack comes from
	Started  time.Time `json:"started"`
	Ended    time.Time `json:"ended"`
	Duration seconds   `json:"duration"`
	ExitCode int       `json:"exit_code"` // of tend
	// EndedBy is the process whose end ended the session, empty if none did.
	EndedBy string `json:"ended_by,omitempty"`
	// Processes are all that were to run, in the order of their definition.
	Processes []SummaryProcess `json:"processes"`
}

// SummaryProcess is what became of one process.
type SummaryProcess struct {
	Name    string `json:"name"`
	Group   string `json:"group,omitempty"`
	Command string `json:"command"`
	// Result is "ok", "failed", or "skipped" if it was to run and never did.
	Result   string       `json:"result"`
	Reason   string       `json:"reason,omitempty"` // why it failed, in one line
	Restarts int          `json:"restarts"`         // by tend, since the user last started it
	RunCount uint64       `json:"run_count"`
	Runs     []SummaryRun `json:"runs"` // the last of them, oldest first
	// LastLines are what it printed last, if it failed, without colours.
	LastLines []string `json:"last_lines,omitempty"`
}

// SummaryRun is one run of a process.
type SummaryRun struct {
	Run        uint64    `json:"run"`              // counted from 1
	Started    time.Time `json:"started,omitzero"` // nothing if it could not be
	Ended      time.Time `json:"ended"`
	Duration   seconds   `json:"duration"`
	ExitCode   *int      `json:"exit_code,omitempty"` // nothing without one
	Signal     string    `json:"signal,omitempty"`    // that ended it
	Requested  bool      `json:"requested"`           // it was asked to end
	Failed     bool      `json:"failed"`
	Reason     string    `json:"reason"` // how it ended, in one line
	CPUTime    seconds   `json:"cpu_time"`
	PeakMemory int64     `json:"peak_memory"` // largest resident size of one of its processes
}

// seconds is a duration as it is written.
type seconds time.Duration

// text is it to the millisecond.
func (s seconds) text() string { return fmt.Sprintf("%.3f", time.Duration(s).Seconds()) }

// MarshalJSON writes it as a number.
func (s seconds) MarshalJSON() ([]byte, error) { return []byte(s.text()), nil }

// The results of a process.
const (
	resultOK      = "ok"
	resultFailed  = "failed"
	resultSkipped = "skipped"
)

// summaryLines is how many of the last lines of what has failed are in a summary.
const summaryLines = 50

// ran is what a summary is made of.
type ran struct {
	stack    *manager.Stack
	planned  map[string]bool // who was to run
	snapshot *manager.Snapshot
	history  func(name string) []processcontrol.Run
	logs     logs
	began    time.Time
	ended    time.Time
	code     int
}

// summary says what has run.
func (r *ran) summary() (*Summary, error) {
	s := &Summary{
		Name: r.snapshot.Name, Source: r.snapshot.Source, Started: r.began, Ended: r.ended,
		Duration: seconds(r.ended.Sub(r.began)), ExitCode: r.code, Processes: []SummaryProcess{},
	}
	if r.snapshot.Outcome != nil {
		s.EndedBy = r.snapshot.Outcome.Process
	}
	for _, v := range r.snapshot.Processes {
		if v.Generation == 0 && !r.planned[v.Name] {
			continue
		}
		p, err := r.process(v)
		if err != nil {
			return nil, fmt.Errorf("cannot tell what %s has printed: %w", v.Name, err)
		}
		s.Processes = append(s.Processes, p)
	}
	return s, nil
}

func (r *ran) process(v *manager.ProcessView) (p SummaryProcess, err error) {
	p = SummaryProcess{
		Name: v.Name, Group: v.Group, Command: v.Command, Result: resultOK,
		Restarts: v.Restarts, RunCount: v.Generation, Runs: []SummaryRun{},
	}
	if v.Generation == 0 {
		p.Result, p.Reason = resultSkipped, "was not started"
		return p, nil
	}
	var codes []int
	if at, err := find(r.stack, v.Name); err == nil {
		codes = r.stack.Processes[at].SuccessCodes
	}
	for _, run := range r.history(v.Name) {
		p.Runs = append(p.Runs, summaryRun(run, codes))
	}
	last := SummaryRun{}
	if len(p.Runs) > 0 {
		last = p.Runs[len(p.Runs)-1]
	}
	if !last.Failed && v.Status != manager.Stuck {
		return p, nil
	}
	p.Result, p.Reason = resultFailed, last.Reason
	if v.Problem != "" {
		p.Reason = v.Problem
	}
	p.LastLines, err = lastLines(r.logs, v.Name, summaryLines)
	return p, err
}

func summaryRun(run processcontrol.Run, codes []int) SummaryRun {
	out := SummaryRun{Run: run.Generation, Started: run.StartedAt, Ended: run.EndedAt}
	exit := run.Exit
	if exit == nil { // it could not be started
		out.Failed, out.Started = true, time.Time{}
		if run.Err != nil {
			out.Reason = run.Err.Error()
		}
		return out
	}
	out.Duration = seconds(run.EndedAt.Sub(run.StartedAt))
	out.Requested, out.Reason = exit.Requested, exit.String()
	out.CPUTime, out.PeakMemory = seconds(exit.UserTime+exit.SysTime), exit.MaxRSS
	fine := exit.Success() || exit.Signal == 0 && slices.Contains(codes, exit.Code)
	out.Failed = exit.Violation != nil || exit.Err != nil || !fine && !exit.Requested
	switch {
	case exit.Signal != 0:
		out.Signal = exit.Signal.String()
	case exit.Known():
		out.ExitCode = &exit.Code
	}
	return out
}

// plannedOf are the names of those that are to run in a session that is started
// for some processes, or for all that start by themselves.
func plannedOf(stack *manager.Stack, only []string) map[string]bool {
	at := make(map[string]*manager.Process, len(stack.Processes))
	for i := range stack.Processes {
		at[stack.Processes[i].Name] = &stack.Processes[i]
	}
	planned := make(map[string]bool)
	var add func(p *manager.Process)
	add = func(p *manager.Process) {
		if planned[p.Name] {
			return
		}
		planned[p.Name] = true
		for _, d := range p.DependsOn {
			if on := at[d.Name]; on != nil {
				add(on)
			}
		}
	}
	for i := range stack.Processes {
		p := &stack.Processes[i]
		if len(only) == 0 && p.Autostart || slices.Contains(only, p.Name) || slices.Contains(only, p.Family) {
			add(p)
		}
	}
	return planned
}

// checkSummary finds out, before anything runs, whether a summary could be written.
func checkSummary(path string) error {
	info, err := os.Stat(filepath.Dir(path))
	if err == nil && !info.IsDir() {
		err = errors.New("its folder is none")
	}
	if err != nil {
		return usageError{fmt.Errorf("cannot write the summary %s: %w", path, err)}
	}
	return nil
}

// writeSummary writes a summary to a file, in the format that its name asks for.
func writeSummary(path string, s *Summary) error {
	encode := s.json
	if strings.EqualFold(filepath.Ext(path), ".xml") {
		encode = s.junit
	}
	text, err := encode()
	if err == nil {
		err = replaceFile(path, text)
	}
	if err != nil {
		return fmt.Errorf("cannot write the summary %s: %w", shortpath.FromHere(path), err)
	}
	return nil
}

// replaceFile puts a text in the place of what a file has been, at once: nobody
// reads half of it. What is no regular file, a pipe for example, is written to, and
// so is a device, whatever is behind it: /dev/stdout may be a file.
func replaceFile(path string, text []byte) error {
	path, device := behind(path)
	if info, err := os.Stat(path); device || err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		_, err = file.Write(text)
		return errors.Join(err, file.Close())
	}
	beside := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(beside, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return nil
}

// behind follows symbolic links to the file that is meant, or to a device.
func behind(path string) (file string, device bool) {
	const links = 10 // more are none that anybody has made on purpose
	for range links {
		if strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/") {
			return path, true
		}
		next, err := os.Readlink(path)
		if err != nil {
			break
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(filepath.Dir(path), next)
		}
		path = next
	}
	return path, false
}

// summarise writes what has run in the session, which is over.
func (s *session) summarise(p plan, began time.Time, code int) error {
	r := ran{
		stack: &p.config.Stack, planned: plannedOf(&p.config.Stack, p.only), snapshot: s.Snapshot(), logs: s.Logs,
		history: s.History, began: began, ended: time.Now(), code: code,
	}
	summary, err := r.summary()
	if err != nil {
		return err
	}
	return writeSummary(p.summary, summary)
}

// codeOf is the exit code of tend that an error leads to.
func codeOf(err error) int {
	var code exitCode
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		return exitUsage
	default:
		return exitFailed
	}
}
