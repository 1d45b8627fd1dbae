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

// kernelMemory is memory for engines that have the kernel enforce it. again is
// whether the engine starts a process again that has been killed.
func (x *plan) kernelMemory(p *process, again bool) int64 {
	if p.Limits.Memory > 0 && p.acts() {
		x.say(p, "limits.memory", "the kernel kills as soon as it is more")
		x.sayPolicy(p, again)
	}
	return x.memory(p)
}

// sayPolicy says where the engine decides otherwise than the policy would.
func (x *plan) sayPolicy(p *process, again bool) {
	wants := p.Limits.Policy == processcontrol.LimitRestart
	switch {
	case wants && !again:
		x.say(p, "limits.policy", "%s does not start it again, as restart = %q says", x.engine.called, p.Restart)
	case !wants && again:
		x.say(p, "limits.policy", "%s starts it again all the same", x.engine.called)
	}
}
