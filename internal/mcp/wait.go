package mcp

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"tend/internal/remote/wire"
	"tend/manager"
)

// mostWait is how long a tool waits for processes at most.
const mostWait = 10 * time.Minute

// addWaiting adds the tool that waits.
func (s *server) addWaiting() {
	add(s, &sdk.Tool{
		Name: "wait_for", Title: "Wait for a process", Annotations: reading(),
		Description: "Waits until a process is ready, running, done (ended with exit code 0), exited (ended with any code) or stopped (nothing of it is there). Returns at once if it is so, or can no longer become so, or else when the time is over; met says which.",
		InputSchema: schema[waitIn](func(f map[string]*jsonschema.Schema) {
			f["for"].Enum = goals()
			between(f["timeout_seconds"], 0, mostWait.Seconds(), "60")
		}),
	}, mostWait+patience, waitFor)
}

type waitIn struct {
	Process string  `json:"process" jsonschema:"name of the process"`
	For     aimed   `json:"for"`
	Timeout float64 `json:"timeout_seconds,omitempty" jsonschema:"how long to wait at most"`
}

// waitOut is what became of processes that were waited for, or not.
type waitOut struct {
	Met      bool     `json:"met" jsonschema:"all of them got there"`
	TimedOut bool     `json:"timed_out,omitempty" jsonschema:"the time was over"`
	Waited   float64  `json:"waited_seconds"`
	Goal     string   `json:"goal"`
	Results  []result `json:"processes"`
}

type result struct {
	Met     bool    `json:"met"`
	Why     string  `json:"why,omitempty" jsonschema:"why it does not get there, or what that is worth"`
	Process process `json:"process"`
}

func waitFor(ctx context.Context, c *call, in waitIn) (*waitOut, error) {
	snapshot, err := c.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	found, err := views(snapshot, []string{in.Process})
	if err != nil {
		return nil, err
	}
	aims := make(map[string]aim, len(found))
	for _, v := range found {
		aims[v.Name] = aim{goal: in.For}
	}
	return c.await(ctx, namesOf(found), aims, in.Timeout)
}

var (
	errSettled = errors.New("there is nothing to wait for any more")
	errLate    = errors.New("the time is over")
)

// await waits until processes have got where they are to be, cannot get there, or
// so many seconds are over.
func (c *call) await(ctx context.Context, names []string, aims map[string]aim, timeout float64) (*waitOut, error) {
	began := time.Now()
	out := &waitOut{Goal: string(aims[names[0]].goal)}
	timed, cancel := context.WithTimeoutCause(ctx, time.Duration(timeout*float64(time.Second)), errLate)
	defer cancel()
	var last *manager.Snapshot
	progress := c.progress(timeout)
	err := c.Follow(timed, 0, func(change *wire.Change) error {
		if change != nil && change.State != nil {
			snapshot, err := change.State.Snapshot(last)
			if err != nil {
				return fmt.Errorf("cannot follow the session: %w", err)
			}
			last = snapshot
		}
		if last == nil {
			return nil
		}
		settled, words := out.look(last, names, aims)
		if settled {
			return errSettled
		}
		progress(timed, time.Since(began), words)
		return nil
	})
	out.Waited = time.Since(began).Seconds()
	switch {
	case errors.Is(err, errSettled):
		return out, nil
	case errors.Is(err, errLate) && ctx.Err() == nil:
		if last == nil { // it was over before it began
			snapshot, err := c.snapshot(ctx)
			if err != nil {
				return nil, err
			}
			out.look(snapshot, names, aims)
		}
		out.TimedOut = !out.Met
		return out, nil
	case err != nil:
		return nil, fmt.Errorf("cannot wait for %s any longer: %w", strings.Join(names, ", "), err)
	default:
		return nil, fmt.Errorf("cannot wait for %s any longer: the session has ended; start it with “tend up --detach”", strings.Join(names, ", "))
	}
}

// look takes in how the processes are. Settled says that waiting is over, words
// how those are that are waited for.
func (o *waitOut) look(s *manager.Snapshot, names []string, aims map[string]aim) (settled bool, words string) {
	o.Met, o.Results = true, nil
	open := 0
	var waited []string
	now := time.Now()
	for _, name := range names {
		i := indexOf(s, name)
		if i < 0 {
			o.Met = false
			o.Results = append(o.Results, result{Why: "it has left the configuration", Process: process{Name: name, State: "gone", Words: "gone"}})
			continue
		}
		how, why := aims[name].judge(s.Processes[i])
		r := result{Met: how == isMet, Why: why, Process: processOf(s.Processes[i], now)}
		if how != isMet {
			o.Met = false
			waited = append(waited, name+": "+r.Process.Words)
		}
		if how == stillOpen {
			open++
		}
		o.Results = append(o.Results, r)
	}
	return open == 0, strings.Join(waited, "; ")
}

func indexOf(s *manager.Snapshot, name string) int {
	for i, v := range s.Processes {
		if v.Name == name {
			return i
		}
	}
	return -1
}

// progress returns what tells the client how the waiting goes, if it has asked for
// that. A client that does not hear it has gone, and its call ends with it.
func (c *call) progress(timeout float64) func(ctx context.Context, waited time.Duration, words string) {
	token := c.request.Params.GetProgressToken()
	if token == nil {
		return func(context.Context, time.Duration, string) {}
	}
	return func(ctx context.Context, waited time.Duration, words string) {
		_ = c.request.Session.NotifyProgress(ctx, &sdk.ProgressNotificationParams{
			ProgressToken: token, Progress: waited.Seconds(), Total: timeout, Message: words,
		})
	}
}

func (o *waitOut) text() string {
	var b strings.Builder
	switch {
	case o.Goal == "":
		b.WriteString("Asked for, not waited for.\n")
	case o.Met:
		fmt.Fprintf(&b, "Met after %.1fs: %s.\n", o.Waited, o.Goal)
	case o.TimedOut:
		fmt.Fprintf(&b, "Not met: the time was over after %.1fs (%s).\n", o.Waited, o.Goal)
	default:
		fmt.Fprintf(&b, "Not met, and it will not be by waiting (%s).\n", o.Goal)
	}
	for i := range o.Results {
		r := &o.Results[i]
		b.WriteString(r.Process.text())
		if r.Why != "" {
			fmt.Fprintf(&b, " (%s)", r.Why)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
