package processcontrol

import "strings"

// notification is what a process says about itself in one datagram, as in
// sd_notify(3). What tend has no use for is left out.
type notification struct {
	ready   bool   // READY=1
	beat    bool   // WATCHDOG=1
	trigger bool   // WATCHDOG=trigger
	speaks  bool   // STATUS=…, also if that is empty
	status  string // fit to be shown
}

// statusLength is how many characters of a status are kept: more than fit into
// a line of any screen.
const statusLength = 200

// parseNotification reads assignments, one a line. Of several of one kind the
// last counts; what is none, or not known, is ignored.
func parseNotification(datagram string) (n notification) {
	for line := range strings.SplitSeq(datagram, "\n") {
		name, value, _ := strings.Cut(line, "=")
		switch name {
		case "READY":
			n.ready = n.ready || value == "1"
		case "WATCHDOG":
			n.beat = n.beat || value == "1"
			n.trigger = n.trigger || value == "trigger"
		case "STATUS":
			n.speaks, n.status = true, oneLine(value, statusLength)
		}
	}
	return n
}
