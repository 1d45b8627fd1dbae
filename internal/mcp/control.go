package mcp

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"tend/internal/remote/wire"
	"tend/manager"
	"tend/processcontrol"
)

// addControl adds the tools that change something.
func (s *server) addControl() {
	for _, a := range []struct {
		action manager.Action
		what   string
		hints  *sdk.ToolAnnotations
	}{
		{manager.Start, "Starts processes, after what they depend on. One that runs already stays as it is.", acting(false, true)},
		{manager.Stop, "Stops processes, gracefully and after a grace period by force. They stay stopped until somebody starts them.", acting(true, true)},
		{manager.Restart, "Stops processes and starts them again.", acting(true, false)},
	} {
		name := a.action.String()
		add(s, &sdk.Tool{
			Name: name, Title: strings.ToUpper(name[:1]) + name[1:] + " processes", Annotations: a.hints,
			Description: a.what + " With wait it returns once they are ready (or done, or stopped), or cannot become so.",
			InputSchema: schema[actIn](func(f map[string]*jsonschema.Schema) {
				f["processes"].MinItems = new(1)
				f["wait"].Default = []byte("true")
				between(f["timeout_seconds"], 0, mostWait.Seconds(), "60")
			}),
		}, mostWait+patience, func(ctx context.Context, c *call, in actIn) (*waitOut, error) { return c.act(ctx, a.action, in) })
	}
	add(s, &sdk.Tool{
		Name: "signal", Title: "Signal a process", Annotations: acting(true, false),
		Description: "Sends a signal to a process and to everything it started, such as SIGHUP or SIGUSR1. To end a process use stop.",
	}, patience, signal)
	add(s, &sdk.Tool{
		Name: "reload", Title: "Reload the configuration", Annotations: acting(true, true),
		Description: "Has tend read its configuration again, and restart exactly what has changed. A configuration with mistakes changes nothing, and the answer says what is wrong.",
	}, patience, reload)
}

func acting(destructive, idempotent bool) *sdk.ToolAnnotations {
	return &sdk.ToolAnnotations{DestructiveHint: &destructive, IdempotentHint: idempotent, OpenWorldHint: new(false)}
}

type actIn struct {
	Processes []string `json:"processes" jsonschema:"names of processes"`
	Wait      bool     `json:"wait,omitempty" jsonschema:"wait for what comes of it"`
	Timeout   float64  `json:"timeout_seconds,omitempty" jsonschema:"how long to wait at most"`
}

// act carries out a command, and waits for what comes of it.
func (c *call) act(ctx context.Context, action manager.Action, in actIn) (*waitOut, error) {
	before, err := c.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	found, err := views(before, in.Processes)
	if err != nil {
		return nil, err
	}
	names := namesOf(found)
	asked := wire.CommandOf(manager.Command{Action: action, Names: names})
	if err := c.Call(ctx, "POST", "/command", asked, nil); err != nil {
		return nil, err
	}
	aims := make(map[string]aim, len(found))
	for _, v := range found {
		aims[v.Name] = aimOf(action, v)
	}
	if in.Wait {
		return c.await(ctx, names, aims, in.Timeout)
	}
	after, err := c.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	out := &waitOut{}
	out.look(after, names, aims)
	for i := range out.Results {
		out.Results[i].Why = "" // it has only been asked for
	}
	return out, nil
}

// aimOf is what an action on a process is to lead to.
func aimOf(action manager.Action, v *manager.ProcessView) aim {
	switch {
	case action == manager.Stop:
		return aim{goal: goalStopped}
	case action == manager.Start && (v.State == processcontrol.Running || v.State == processcontrol.Starting):
		return aim{goal: goalUp} // as it is
	default:
		return aim{goal: goalUp, asked: true, old: v.Generation}
	}
}

type signalIn struct {
	Process string `json:"process" jsonschema:"name of the process"`
	Signal  string `json:"signal" jsonschema:"such as SIGHUP, HUP or 1"`
}

type doneOut struct {
	Summary string `json:"summary"`
}

func (o *doneOut) text() string { return o.Summary }

func signal(ctx context.Context, c *call, in signalIn) (*doneOut, error) {
	snapshot, err := c.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	if _, err := views(snapshot, []string{in.Process}); err != nil {
		return nil, err
	}
	if err := c.Call(ctx, "POST", "/processes/"+url.PathEscape(in.Process)+"/signal", wire.Signal{Signal: in.Signal}, nil); err != nil {
		return nil, err
	}
	return &doneOut{fmt.Sprintf("%s has been sent to %s.", in.Signal, in.Process)}, nil
}

type reloadIn struct{}

func reload(ctx context.Context, c *call, _ reloadIn) (*doneOut, error) {
	var done wire.Reloaded
	if err := c.Call(ctx, "POST", "/reload", nil, &done); err != nil {
		return nil, err
	}
	return &doneOut{done.Summary}, nil
}
