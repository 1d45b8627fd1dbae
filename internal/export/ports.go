package export

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tend/processcontrol"
)

// address is where a probe asks, by the network.
type address struct {
	host, port string
	path       string // of a URL, with its query
	https      bool
	service    string // that gRPC is asked for
}

// addressOf is where a probe asks; ok is false if it does not ask by the
// network.
func addressOf(p *processcontrol.Probe) (a address, ok bool) {
	switch {
	case p == nil:
		return address{}, false
	case p.TCP != "":
		a.host, a.port = hostPort(p.TCP)
	case p.GRPC != "":
		var at string
		at, a.service, _ = strings.Cut(p.GRPC, "/")
		a.host, a.port = hostPort(at)
	case p.HTTP != "":
		u, err := url.Parse(p.HTTP)
		if err != nil {
			return address{}, false // it has been checked: this does not happen
		}
		a = address{host: u.Hostname(), port: u.Port(), path: u.RequestURI(), https: u.Scheme == "https"}
		if a.port == "" {
			a.port = "80"
			if a.https {
				a.port = "443"
			}
		}
	default:
		return address{}, false
	}
	return a, true
}

// number is the port as a number.
func (a address) number() int {
	n, err := strconv.Atoi(a.port)
	if err != nil {
		return 0 // it has been checked: this does not happen
	}
	return n
}

// sayPorts says which ports are what was free here.
func (x *plan) sayPorts() {
	for _, p := range x.processes {
		if p.own.AutoPort {
			x.say(p, "port", "it is %d from now on, which was free here when this was written", p.Port)
		}
	}
}

// ports are those that a process is known to listen on: the one it is given, and
// those of the machine itself at which its probes ask.
func ports(p *process) []int {
	var all []int
	add := func(n int) {
		if n != 0 && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	add(p.Port)
	for _, probe := range []*processcontrol.Probe{p.Ready, p.Health} {
		if a, ok := addressOf(probe); ok && isHere(a.host) {
			add(a.number())
		}
	}
	return all
}
