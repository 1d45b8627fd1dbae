package processcontrol

// Spec returns what the next run will be made of.
func (c *Control) Spec() Spec { return *c.newestSpec() }

func (c *Control) newestSpec() *Spec {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spec
}

// Reconfigure changes what the next run will be made of. The run that is there
// goes on as it was launched, and ends as it was to end then; a start that is
// remembered is one of the next. The name stays what it is, and so do the
// output, the history and the numbers of the runs: only how much output is kept
// and in which file changes at once. What has been printed until then is for the
// file that it had before. It never waits.
func (c *Control) Reconfigure(spec Spec) {
	spec.Name = c.name
	c.mu.Lock()
	c.spec = &spec
	c.mu.Unlock()
	// The ring has a lock of its own, and the files have none. Of several calls
	// at once each makes sure that it is not the one that leaves something old
	// behind.
	for last := (*Spec)(nil); ; {
		newest := c.newestSpec()
		if newest == last {
			return
		}
		c.ring.SetLimit(c.host.ringLimit(&newest.Log))
		c.redirect(&newest.Log)
		last = newest
	}
}
