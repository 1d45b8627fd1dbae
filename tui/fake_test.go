package tui

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tend/internal/journal"
	"tend/internal/logring"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// fakeStack is a stack that does what a test says, and remembers what it was
// told. What its processes print is kept and read as in a real one.
type fakeStack struct {
	mu   sync.Mutex
	snap *manager.Snapshot
	*logview.Reader
	rings     map[string]*logring.Ring
	outputs   map[string]*logview.Output
	limit     int64         // of what is kept of a process, in bytes
	pace      time.Duration // passes before each thing that is printed, where the clock is synctest's
	watchers  map[chan struct{}][]string
	journal   []journal.Entry
	doErr     error
	commands  []manager.Command
	sizes     [][2]int
	shutdowns []bool
	looks     []bool
	pulls     int
	scans     []logview.Scan
	onScan    func(ctx context.Context) // what else a scan does
	writeErr  error

	reloads       int
	reloadSummary string
	reloadErr     error

	details map[string]manager.Details
	raw     map[string]string
	typed   string

	attended []bool
	redraws  int

	told chan string // everything it was told, for tests that wait for it
}

func newFake(ps ...manager.ProcessView) *fakeStack {
	f := &fakeStack{
		snap:     &manager.Snapshot{Name: "shop", Source: "tend.toml", Processes: pointers(ps)},
		rings:    make(map[string]*logring.Ring),
		outputs:  make(map[string]*logview.Output),
		limit:    1 << 20,
		watchers: make(map[chan struct{}][]string),
		told:     make(chan string, 4096),
	}
	f.Reader = logview.NewReader(f.output)
	return f
}

// ring is what a process has printed.
func (f *fakeStack) ring(name string) *logring.Ring {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rings[name] == nil {
		f.rings[name] = logring.New(f.limit)
		f.outputs[name] = logview.NewOutput(f.rings[name])
	}
	return f.rings[name]
}

// output is what the reader reads of a process, if there is such a one.
func (f *fakeStack) output(name string) *logview.Output {
	f.ring(name)
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.ContainsFunc(f.snap.Processes, func(p *manager.ProcessView) bool { return p.Name == name }) {
		return nil
	}
	return f.outputs[name]
}

// pointers returns a pointer to each process.
func pointers(ps []manager.ProcessView) []*manager.ProcessView {
	all := make([]*manager.ProcessView, len(ps))
	for i := range ps {
		all[i] = &ps[i]
	}
	return all
}

// change makes a new snapshot.
func (f *fakeStack) change(edit func(s *manager.Snapshot)) {
	f.mu.Lock()
	s := *f.snap
	s.Processes = slices.Clone(s.Processes)
	edit(&s)
	f.snap = &s
	f.mu.Unlock()
	f.poke()
}

// edit changes one process.
func (f *fakeStack) edit(name string, edit func(p *manager.ProcessView)) {
	f.change(func(s *manager.Snapshot) {
		for i := range s.Processes {
			if s.Processes[i].Name == name {
				p := *s.Processes[i] // snapshots share them
				edit(&p)
				s.Processes[i] = &p
			}
		}
	})
}

// print adds lines of output.
func (f *fakeStack) print(name string, stream logring.Stream, texts ...string) {
	ring := f.ring(name)
	for _, text := range texts {
		if f.pace > 0 {
			time.Sleep(f.pace)
		}
		if stream == logring.Note {
			ring.Note("%s", text)
			continue
		}
		ring.Write(stream, []byte(text+"\n"))
	}
	f.poke(name)
}

// printed is how many lines a process has printed, dropped how many of them are
// not there any more.
func (f *fakeStack) printed(name string) int64 { return f.ring(name).Stats().LinesIn }
func (f *fakeStack) dropped(name string) int64 { return f.ring(name).Stats().LinesDropped }

func (f *fakeStack) log(level slog.Level, process, text string, at time.Time) {
	f.logRun(level, process, 0, text, at)
}

func (f *fakeStack) logRun(level slog.Level, process string, run uint64, text string, at time.Time) {
	f.mu.Lock()
	f.journal = append(f.journal, journal.Entry{
		Number: int64(len(f.journal)) + 1, Time: at, Level: level, Process: process, Run: run, Text: text,
	})
	f.mu.Unlock()
	f.poke()
}

// poke tells those who watch the process, or without a name the stack.
func (f *fakeStack) poke(name ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for ch, of := range f.watchers {
		if len(name) == 0 && len(of) == 0 || len(name) > 0 && slices.Contains(of, name[0]) {
			select {
			case ch <- struct{}{}:
			default:
			}
		}
	}
}

func (f *fakeStack) watch(ctx context.Context, names []string) <-chan struct{} {
	ch := make(chan struct{}, 1)
	f.mu.Lock()
	f.watchers[ch] = names
	f.mu.Unlock()
	context.AfterFunc(ctx, func() {
		f.mu.Lock()
		delete(f.watchers, ch)
		f.mu.Unlock()
	})
	return ch
}

func (f *fakeStack) tell(format string, args ...any) {
	select {
	case f.told <- fmt.Sprintf(format, args...):
	default:
	}
}

func (f *fakeStack) Snapshot() *manager.Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.snap
}

func (f *fakeStack) Changes(ctx context.Context) <-chan struct{} { return f.watch(ctx, nil) }

func (f *fakeStack) LogChanges(ctx context.Context, names ...string) <-chan struct{} {
	return f.watch(ctx, names)
}

func (f *fakeStack) Logs(q logview.Query) (logview.Page, error) {
	f.mu.Lock()
	f.pulls++
	f.mu.Unlock()
	return f.Read(q)
}

func (f *fakeStack) SearchLogs(s logview.Search) (logview.Hit, error) { return f.Search(s) }

func (f *fakeStack) ScanLogs(ctx context.Context, s logview.Scan) error {
	f.mu.Lock()
	f.scans = append(f.scans, s)
	wait := f.onScan
	f.mu.Unlock()
	if wait != nil {
		wait(ctx)
	}
	return f.Scan(ctx, s)
}

func (f *fakeStack) WriteLogs(ctx context.Context, w io.Writer, e logview.Extract) error {
	if f.writeErr != nil {
		return f.writeErr
	}
	return f.Write(ctx, w, e)
}

func (f *fakeStack) Do(_ context.Context, cmd manager.Command) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.commands = append(f.commands, cmd)
	f.tell("%s %v", cmd.Action, cmd.Names)
	return f.doErr
}

func (f *fakeStack) Resize(cols, rows int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sizes = append(f.sizes, [2]int{cols, rows})
}

func (f *fakeStack) Reload(context.Context) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reloads++
	return f.reloadSummary, f.reloadErr
}

func (f *fakeStack) Look(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.looks = append(f.looks, on)
}

func (f *fakeStack) Shutdown(force bool) {
	f.mu.Lock()
	f.shutdowns = append(f.shutdowns, force)
	f.mu.Unlock()
	f.tell("shutdown %t", force)
	f.change(func(s *manager.Snapshot) { s.Phase = max(s.Phase, manager.Closing) })
}

func (f *fakeStack) Journal(n int) []journal.Entry {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.journal[max(0, len(f.journal)-n):])
}

// Details tells what a test has put there.
func (f *fakeStack) Details(name string) (manager.Details, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.details[name], nil
}

// Raw gives what a test has put there.
func (f *fakeStack) Raw(name string, from int64) (processcontrol.Raw, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text := f.raw[name]
	return processcontrol.Raw{Generation: 1, From: from, Whole: from == 0, Data: []byte(text[min(int(from), len(text)):])}, nil
}

func (f *fakeStack) Attend(name string, _ any, on bool) (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attended = append(f.attended, on)
	return int64(len(f.raw[name])), nil
}

func (f *fakeStack) Redraw(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.redraws++
	f.tell("redraw %s", name)
}

func (f *fakeStack) Type(name string, keys []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.typed += name + ":" + string(keys)
	return nil
}
