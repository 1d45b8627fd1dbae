package processcontrol

import (
	"context"
	"errors"
	"fmt"
)

// execProbe says yes if the command, run as the process itself would be, exits
// with 0.
type execProbe struct {
	command []string
	run     *run
}

// ask runs the command in a group of its own, which is killed as a whole when
// the command has ended or its time is over. What has left that group belongs
// to the run, and ends with it. A command that the kernel does not let go does not
// hold the run: the Host keeps it until it is closed.
func (p execProbe) ask(ctx context.Context) error {
	c := command{kin: kin{host: p.run.host, log: p.run.log, cookie: p.run.cookie}}
	spec := &Spec{Command: p.command, Dir: p.run.spec.Dir, Env: p.run.spec.Env}
	title := titleOf(p.command)
	var err error
	if c.process, err = c.host.families.spawn(spec, nil, c.cookie, nil, onPipe, termSize{}); err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	c.listen()
	c.await(ctx, nil)
	err = c.process.signalGroup(SIGKILL)
	if !c.dies(p.run.parting) {
		c.complain("SIGKILL did not end a command of it", "command", title, "pid", c.process.pid)
		c.host.errands.abandon(&c)
		return fmt.Errorf("%s: %w", title, ErrStuck)
	}
	exit, collectErr := c.collect()
	if err := errors.Join(err, collectErr); err != nil {
		return fmt.Errorf("%s: %w", title, err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if !exit.Success() {
		return c.explain(fmt.Sprintf("%s: %s", title, exit))
	}
	return nil
}
