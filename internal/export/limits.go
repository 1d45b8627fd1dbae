package export

import "tend/processcontrol"

// acts reports whether more is done about a broken limit than to say so.
func (p *process) acts() bool { return p.Limits.Policy != processcontrol.LimitLog }

// memory is what the memory of a process is to be bound to, in bytes; 0 if it is
// not.
func (x *plan) memory(p *process) int64 {
	soft, hard := p.Limits.Memory, p.Limits.Hard.Memory
	switch {
	case soft == 0:
		return hard
	case !p.acts():
		x.say(p, "limits.memory", `%s does not report it, as policy = "log" does; left out`, x.engine.called)
		return hard
	}
	if hard == 0 {
		return soft
	}
	return min(soft, hard)
}

// kernelMemory is memory for engines that have the kernel enforce it.
func (x *plan) kernelMemory(p *process) int64 {
	if p.Limits.Memory > 0 && p.acts() {
		x.say(p, "limits.memory", "the kernel kills as soon as it is more")
		x.sayPolicy(p)
	}
	return x.memory(p)
}

// sayPolicy says where restart decides otherwise than the policy would.
func (x *plan) sayPolicy(p *process) {
	wants := p.Limits.Policy == processcontrol.LimitRestart
	switch {
	case wants && !p.restarts():
		x.say(p, "limits.policy", "with restart = %q, %s does not start it again", p.Restart, x.engine.called)
	case !wants && p.restarts():
		x.say(p, "limits.policy", "with restart = %q, %s starts it again", p.Restart, x.engine.called)
	}
}
