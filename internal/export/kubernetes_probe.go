package export

import (
	"maps"
	"slices"
	"time"

	"tend/processcontrol"
)

// probes has Kubernetes ask what tend would.
func (k *kubernetes) probes(c *kubeContainer, p *process) {
	c.ReadinessProbe = k.probe(p, "ready", p.Ready)
	if c.ReadinessProbe != nil {
		c.ReadinessProbe.SuccessThreshold = p.Ready.Successes
	}
	switch {
	case p.Health == nil:
		return
	case !p.restarts():
		k.say(p, "health", `with restart = "never" tend only reports, and Kubernetes would start it again; left out`)
		return
	}
	c.LivenessProbe = k.probe(p, "health", p.Health)
	if c.LivenessProbe == nil || c.ReadinessProbe == nil {
		return
	}
	// Health is asked from when the process is ready on.
	startup := *c.ReadinessProbe
	startup.SuccessThreshold = 0 // it takes no other than 1
	startup.FailureThreshold = int((waitForReady + p.Ready.Interval - 1) / max(p.Ready.Interval, time.Second))
	c.StartupProbe = &startup
}

// probe is a probe in the words of Kubernetes, nil if it has none for it.
func (k *kubernetes) probe(p *process, key string, probe *processcontrol.Probe) *kubeProbe {
	if probe == nil {
		return nil
	}
	out := &kubeProbe{}
	if len(probe.Exec) > 0 {
		out.Exec = &kubeExec{Command: unexpandedAll(probe.Exec)}
	} else if !k.network(out, p, key, probe) {
		return nil
	}
	if probe.Delay > 0 {
		out.InitialDelaySeconds = k.whole(p, key+".delay", probe.Delay)
	}
	out.PeriodSeconds = k.whole(p, key+".interval", probe.Interval)
	out.TimeoutSeconds = k.whole(p, key+".timeout", probe.Timeout)
	out.FailureThreshold = probe.Failures
	return out
}

// network fills in a probe that asks by the network, and reports whether it does.
func (k *kubernetes) network(out *kubeProbe, p *process, key string, probe *processcontrol.Probe) bool {
	a, ok := addressOf(probe)
	if !ok {
		return false
	}
	host := a.host
	if isHere(host) {
		host = "" // the pod
		k.say(p, key, "it is asked at the address of the pod: the process has to listen there, not at localhost alone")
	}
	switch {
	case probe.TCP != "":
		out.TCPSocket = &kubeTCP{Host: host, Port: a.number()}
	case probe.GRPC != "":
		if host != "" {
			k.say(p, key, "it asks %s, and Kubernetes asks the pod itself; left out", host)
			return false
		}
		out.GRPC = &kubeGRPC{Port: a.number(), Service: a.service}
	default:
		out.HTTPGet = &kubeGet{Host: host, Port: a.number(), Path: a.path}
		if a.https {
			out.HTTPGet.Scheme = "HTTPS"
		}
		for _, name := range slices.Sorted(maps.Keys(probe.Headers)) {
			out.HTTPGet.HTTPHeaders = append(out.HTTPGet.HTTPHeaders, kubeVar{name, probe.Headers[name]})
		}
	}
	return true
}
