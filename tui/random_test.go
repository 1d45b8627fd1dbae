package tui

import (
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/termenv"

	"tend/internal/alert"
	"tend/internal/logring"
	"tend/manager"
	"tend/processcontrol"
)

// A long run is go test ./tui -run RandomKeys -presses 100000.
var (
	presses = flag.Int("presses", 10_000, "how many random keys are pressed")
	seed    = flag.Uint64("seed", 0, "which ones; 0: others each time")
)

// Whatever is pressed, while everything changes and the terminal with it: nothing
// panics, and the screen fills the terminal exactly.
func TestRandomKeys(t *testing.T) {
	t.Parallel()
	seed := *seed
	if seed == 0 {
		seed = rand.Uint64()
	}
	r := rand.New(rand.NewPCG(seed, 1))
	pool := append(allKeys(), "ctrl+]") // which leaves a process one is attached to
	f := sceneStack()
	d := driveIn(t, f, 80, 24, []termenv.Profile{termenv.Ascii, termenv.TrueColor}[seed%2])
	d.app.ascii = seed/2%2 == 1
	d.app.alerts.way, d.app.alerts.ring = alert.Both, func(string) {}
	defer func() {
		if v := recover(); v != nil {
			t.Errorf("seed %d", seed)
			panic(v)
		}
	}()
	for i := range *presses {
		key := pool[r.IntN(len(pool))]
		d.press(key)
		switch r.IntN(40) {
		case 0: // seldom too small
			d.size(leastWidth-4+r.IntN(160), leastHeight-1+r.IntN(50))
			if r.IntN(10) == 0 {
				d.size(r.IntN(200), r.IntN(60))
			}
			d.mustFit(fmt.Sprintf("seed %d, step %d, key %q", seed, i, key))
		case 1:
			f.edit(everyStatus()[r.IntN(20)].Name, func(p *manager.ProcessView) {
				*p = manager.ProcessView{
					Name: p.Name, Status: manager.Status(r.IntN(len(faces))), RetryAt: noon, Queued: r.IntN(3) == 0,
					NextRun: noon.Add(time.Duration(r.Int64N(int64(60 * day)))), Retired: r.IntN(5) == 0,
					StopsAfter: []string{"db", "世界"}[:r.IntN(3)],
					PID:        r.IntN(1 << 22), Attempt: r.IntN(9), Generation: uint64(r.IntN(99)),
					Stop: processcontrol.Progress{
						Phase: processcontrol.Phase(r.IntN(8)), Means: []string{"", "SIGTERM", "stop command"}[r.IntN(3)],
						Since: before(time.Duration(r.Int64N(int64(3 * time.Hour)))), Grace: time.Duration(r.IntN(60)) * time.Second, Survivors: r.IntN(150),
					},
					Ports: []int{80, 443, 8080}[:r.IntN(4)], Says: strings.Repeat("世界 ", r.IntN(9)),
				}
				if r.IntN(2) == 0 {
					p.PortTaken, p.Problem = stranger(), "port taken"
				}
			})
			d.changed()
		case 2:
			name := everyStatus()[r.IntN(20)].Name
			f.print(name, logring.Stream(r.IntN(3)), strings.Repeat("\x1b[3"+fmt.Sprint(r.IntN(9))+"mword 世界 ", r.IntN(20)))
			f.ring(name).SetLimit(logring.MinLimit)
			d.changed()
		case 3:
			d.send(tea.MouseMsg{X: r.IntN(100), Y: r.IntN(30), Action: tea.MouseActionPress, Button: tea.MouseButton(r.IntN(6))})
		case 4, 9: // a new session
			f.change(func(s *manager.Snapshot) { s.Phase, s.Processes = manager.Up, pointers(everyStatus()) })
			d.app.ending = ending{}
			d.changed()
		case 5:
			f.logRun(slog.Level(r.IntN(3)*4), everyStatus()[r.IntN(20)].Name, uint64(r.IntN(3)), strings.Repeat("word 世界 ", r.IntN(20)), noon)
			d.changed()
		case 6: // read again: some appear, some vanish
			ps := pointers(everyStatus())
			r.Shuffle(len(ps), func(i, k int) { ps[i], ps[k] = ps[k], ps[i] })
			f.change(func(s *manager.Snapshot) { s.Processes = ps[:r.IntN(len(ps)+1)] })
			f.reloadErr = nil
			if n := r.IntN(40); n > 0 {
				f.reloadErr = wrongConfig(n)
			}
			d.changed()
		case 7:
			d.scanning = !d.scanning
			d.time = d.time.Add(scanLook)
			d.send(tickMsg{tick: d.app.tick})
		case 8, 10, 11:
			d.mustFit(fmt.Sprintf("seed %d, step %d, key %q", seed, i, key))
		}
	}
}
