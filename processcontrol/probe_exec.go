package processcontrol

import (
	"context"
	"errors"
	"fmt"
)

// execProbe says yes if the command, run as the process itself would be, exits
// with 0.
type execProbe struct {
	command  []string
	spec     *Spec
	families *families
	cookie   string
}

// ask runs the command in a group of its own, which is killed as a whole when
// the command has ended or its time is over.
func (p execProbe) ask(ctx context.Context) error {
	spec := Spec{Name: p.spec.Name, Command: p.command, Dir: p.spec.Dir, Env: p.spec.Env}
	process, err := p.families.spawn(spec, p.cookie, nil, onNothing, termSize{})
	if err != nil {
		return fmt.Errorf("%s: %w", p.command[0], err)
	}
	select {
	case <-process.exited:
	case <-ctx.Done():
	}
	err = process.signalGroup(SIGKILL)
	<-process.exited
	exit, reapErr := process.reap()
	p.families.reaped(process)
	if err := errors.Join(err, reapErr); err != nil {
		return fmt.Errorf("%s: %w", p.command[0], err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !exit.Success() {
		return fmt.Errorf("%s: %s", p.command[0], exit)
	}
	return nil
}
