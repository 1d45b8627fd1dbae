package processcontrol

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// command is a program that is run to its end beside a process, for a bounded
// time: a probe's, a stop setting's, an errand's. It is a kin like any other;
// what it prints is kept as far as it may explain how it ended. It belongs to
// one goroutine.
type command struct {
	kin
	said tail
	pump sync.WaitGroup
}

// listen begins to read what the command prints.
func (c *command) listen() {
	for _, out := range c.process.outputs {
		c.pump.Go(func() {
			err := out.copyTo(c.said.add, &c.host.blocks)
			if err != nil && !out.isDeadline(err) {
				c.complain("cannot read output", "err", err)
			}
		})
	}
}

// await waits until the command has ended, and reports whether it has before
// ctx did, or over was closed.
func (c *command) await(ctx context.Context, over <-chan struct{}) (ended bool) {
	select {
	case <-c.process.exited:
		return true
	case <-ctx.Done():
	case <-over:
	}
	return false
}

// dies waits until the command, which has been killed, has ended. It reports false
// if it does not within the time that the kernel has for that, which counts from
// when parting is closed: before that there is nobody to wait in vain.
func (c *command) dies(parting <-chan struct{}) bool {
	select {
	case <-c.process.exited:
		return true
	case <-parting:
	}
	limit := time.NewTimer(c.host.stuckAfter)
	defer limit.Stop()
	select {
	case <-c.process.exited:
		return true
	case <-limit.C:
		return false
	}
}

// collect waits for the end of the command, which has been killed if it had not
// ended by itself, and returns how it ended. All that it has printed is in the
// kernel: what still holds the other end of the pipe is not waited for.
func (c *command) collect() (*Exit, error) {
	<-c.process.exited
	exit, err := c.bury()
	for _, out := range c.process.outputs {
		err = errors.Join(err, out.file.SetReadDeadline(time.Now()))
		c.pump.Wait()
		err = errors.Join(err, out.rest(c.said.add, &c.host.blocks))
	}
	c.process.closeOutputs()
	return exit, err
}

// explain adds the last thing that the command said to what it is to explain.
func (c *command) explain(what string) error {
	if line := c.said.lastLine(); line != "" {
		return fmt.Errorf("%s: %s", what, line)
	}
	return errors.New(what)
}

// tail keeps the end of what is added to it.
type tail struct{ text []byte }

const (
	// tailSize is how much is kept, in bytes: the last line of it is shown.
	tailSize = 4 << 10
	// lastLineLength is how many characters of that are shown.
	lastLineLength = 200
)

func (t *tail) add(text []byte) {
	text = text[max(0, len(text)-tailSize):]
	if over := len(t.text) + len(text) - tailSize; over > 0 {
		t.text = t.text[:copy(t.text, t.text[over:])]
	}
	t.text = append(t.text, text...)
}

// lastLine is the last line that says something, fit to be shown.
func (t *tail) lastLine() string {
	rest := t.text
	for len(rest) > 0 {
		i := bytes.LastIndexByte(rest, '\n')
		if line := oneLine(string(rest[i+1:]), lastLineLength); line != "" {
			return line
		}
		rest = rest[:max(i, 0)]
	}
	return ""
}
