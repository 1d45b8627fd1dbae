package tui

import (
	"context"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tend/internal/alert"
	"tend/internal/theme"
	"tend/internal/vterm/ctlseq"
	"tend/manager"
)

// dialog is what lies over the screen.
type dialog uint8

const (
	noDialog dialog = iota
	helpDialog
	questionDialog
	paletteDialog
)

// app is the one tea.Model. It owns what a person looks at, and pulls the rest.
type app struct {
	ctx     context.Context // ends with the screen, and every command with it
	cancel  context.CancelFunc
	stack   Stack
	now     func() time.Time
	st      *styles
	keys    *bindings
	version string
	ascii   bool   // nothing else is drawn
	visit   *Visit // nil: the session is this process's own

	at     time.Time // the moment that is shown
	snap   *manager.Snapshot
	width  int
	height int
	layout layout

	focus     focus
	list      list
	finder    finder
	palette   palette
	logs      *output
	messages  *messages
	refusal   refusal
	sheet     sheet
	details   details
	revealed  bool            // secrets are shown
	attached  *attached       // nil: what is typed is for tend
	left      <-chan struct{} // closed when what was attached before is over; nil: nothing was
	colours   ctlseq.Colours  // what processes are told of the terminal's
	zoomed    bool            // the output has the whole screen
	mouse     mouse
	listCells int  // how wide somebody has made the list; 0: nobody has
	figures   bool // what processes use is shown
	ending    ending
	notice    notice
	alerts    alerts
	journal   int64 // the newest entry looked at
	dialog    dialog
	help      help
	question  question
	// reloading is set while the configuration is being read again.
	reloading bool
	// exporting is set while lines are on their way out of the screen.
	exporting *export
	clipboard putText
	openFile  openFile
	display   display // nil while there is none that could be left

	terminalCols, terminalRows int // what the processes were told

	changes <-chan struct{} // of the stack

	// The listener, and the output that it listens to beside the stack.
	listener      int
	listening     bool
	listensTo     []string
	output        <-chan struct{}
	listenCtx     context.Context
	stopListening context.CancelFunc

	tick     int
	tickAt   time.Time // zero: none is set
	stopTick context.CancelFunc
}

func newApp(ctx context.Context, stack Stack, o Options) *app {
	if o.Now == nil {
		o.Now = time.Now
	}
	own := o.Renderer == nil
	if own {
		o.Renderer = lipgloss.NewRenderer(o.output())
	}
	switch {
	case o.Background != "" && o.Background != theme.Auto:
		o.Renderer.SetHasDarkBackground(o.Background == "dark")
	case own && o.output() == os.Stdout:
		// bubbletea has asked the terminal already, and it may be far away.
		o.Renderer.SetHasDarkBackground(lipgloss.HasDarkBackground())
	}
	a := &app{stack: stack, now: o.Now, version: o.Version, st: newStyles(o.Renderer, theme.Find(o.Theme)), keys: newBindings(o.Keys).visiting(o.Visit != nil), visit: o.Visit, figures: true, ascii: o.ASCII}
	a.ctx, a.cancel = context.WithCancel(ctx)
	a.alerts = alerts{way: o.Notify, terminal: alert.TerminalOf(os.Getenv)}
	a.logs = newOutput(a.st, a.keys, stack, a.now().Location())
	a.colours = ctlseq.Light()
	if o.Renderer.HasDarkBackground() {
		a.colours = ctlseq.Dark()
	}
	a.clipboard, a.openFile = toClipboard(o.output(), runTool), os.OpenFile
	a.logs.keeps = o.Visit != nil
	a.messages = newMessages(a.st, a.keys)
	a.details.history = make(usages)
	a.at = a.now()
	a.look()
	a.arrange()
	return a
}

// Init asks to be told of changes.
func (a *app) Init() tea.Cmd {
	a.changes = a.stack.Changes(a.ctx)
	a.look() // what changed before that was not told
	return a.settle()
}

// Update takes a message, and pulls and schedules what follows from it.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.at = a.now()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.width, a.height = max(0, msg.Width), max(0, msg.Height)
	case tea.KeyMsg:
		cmd = a.press(msg)
	case tea.MouseMsg:
		cmd = a.point(msg)
	case changedMsg:
		if msg.listener == a.listener {
			a.listening = false
		}
		a.logs.scan.stale = true
		a.look()
	case tickMsg:
		if msg.tick == a.tick && a.stopTick != nil {
			a.stopTick()
			a.tickAt = time.Time{}
		}
	case detailsMsg:
		if p := a.list.selected(); p != nil && p.Name == msg.name {
			a.details.told(msg, p, a.at)
		} else {
			a.details.asked = ""
		}
	case consoleMsg:
		a.seen(msg)
	case answerMsg:
		if msg.err != nil {
			a.notice = failure(msg.err, a.at)
		}
	case reloadedMsg:
		a.reloaded(msg)
	case scannedMsg:
		a.scanned(msg)
	case exportedMsg:
		cmd = a.exported(msg)
	case openedMsg:
		a.opened(msg)
	case resumedMsg:
		a.look()
		if msg.err != nil {
			a.notice = failure(msg.err, a.at)
		}
	}
	a.pressUnknown(msg)
	if a.snap.Phase == manager.Closed || a.visit.hasEnough(a.snap) {
		return a, a.leave()
	}
	return a, tea.Batch(cmd, a.settle())
}

// look pulls what the stack has to say.
func (a *app) look() {
	if s := a.stack.Snapshot(); s != nil && s != a.snap {
		a.snap = s
		a.list.setProcesses(s.Processes)
		a.logs.setProcesses(s.Processes)
		a.ending.observe(s, a.at)
		a.alerts.observe(s, a.at)
		a.details.history.observe(s.Processes)
		a.dropQuestion()
		if a.isEnding() {
			a.closeRefusal()
		}
	} else if a.snap == nil {
		a.snap = &manager.Snapshot{}
	}
	n, found, newest := fromJournal(a.stack.Journal(journalLook), a.journal, a.at)
	if newest != a.journal && a.messages.open {
		a.messages.take(a.stack.Journal(messagesMost))
	}
	a.journal = newest
	// What is worse is not covered up by what is less so.
	if found && !a.messages.open && !(a.notice.more && a.notice.shown(a.at) && a.notice.tone > n.tone) {
		a.notice = n
	}
}

// isEnding reports whether the session is on its way down.
func (a *app) isEnding() bool { return a.ending.asked || a.snap.Phase != manager.Up }

// arrange gives all panes their place and pulls the output that is shown.
func (a *app) arrange() {
	a.layout = arrange(shape{
		width: a.width, height: a.height, focus: a.focus,
		longestName: a.list.longest, processes: len(a.list.processes),
		panel: a.ending.rows(a.snap), covered: a.covered(), zoomed: a.zoomed, listCells: a.listCells,
	})
	if a.dialog == helpDialog {
		a.help.layOut(a.st, a.keys, a.width, a.height)
	}
	rows := a.layout.list.h
	if a.isFinding() {
		rows = max(0, rows-1)
	}
	a.list.setSize(a.layout.list.w, rows)

	area := a.layout.logs
	over := 1 // the title
	chosen := a.list.choice()
	if a.covered() {
		chosen = choice{}
	}
	if chosen.process != nil && !a.logs.merged {
		over += len(problemLines(a.keys, chosen.process, area.w, area.h))
	}
	shown := a.reading()
	if area.h > 0 {
		shown.setSize(area.w, area.h-over)
	} else {
		shown.setSize(shown.width, 0)
	}
	if a.refuses() && area.h > 0 {
		a.refusal.setSize(area.w, area.h-over)
	}
	if a.sheetShown() && area.h > 0 {
		a.sheet.setSize(area.w, area.h-1)
		a.fillSheet()
	}
	a.keepAttached()
	a.messages.now = a.at
	a.logs.show(chosen, a.list.marks)
	if shown == &a.logs.logs {
		a.logs.refresh(a.at)
	} else {
		shown.pull()
	}
}

// reading is what is shown in the pane of the output.
func (a *app) reading() *logs {
	if a.messages.open {
		return &a.messages.logs
	}
	return &a.logs.logs
}
