package config

import (
	"fmt"
	"net"
	"strconv"
)

// port is what a table says about the port of its process.
type port struct {
	number int
	auto   bool
}

// portAuto is a port that is free.
const portAuto = "auto"

func parsePort(s string) (port, *fault) {
	if s == portAuto {
		return port{auto: true}, nil
	}
	f := faultf(`must be a port, such as 3000, or %q, not %q`, portAuto, s)
	if n, err := strconv.ParseUint(s, 10, 16); err == nil && n > 0 {
		f.suggestion = strconv.FormatUint(n, 10)
	} else {
		f.suggestion = quoteNonEmpty(nearest(s, []string{portAuto}))
	}
	return port{}, f
}

// ports gives each process its port. Those that are written down come first,
// so that none of them is given away.
func (b *builder) ports(all []instance) {
	taken := map[int]string{}
	for i, in := range all {
		if n := get[port](in.table, "port").number; n > 0 {
			all[i].port = b.fixedPort(in, n+max(in.replica-1, 0), taken)
		}
	}
	for i, in := range all {
		if get[port](in.table, "port").auto {
			all[i].port = b.freePort(in, taken)
		}
	}
}

// fixedPort is a port that is written down, 0 if it cannot be.
func (b *builder) fixedPort(in instance, n int, taken map[int]string) int {
	at := place{key: join(in.path, "port")}
	if int64(n) > mostPort {
		b.wrong(at, faultf("counts up to more than %d, which no port is: begin lower, or take fewer replicas", mostPort))
		return 0
	}
	if other, ok := taken[n]; ok {
		whose := ""
		if in.replica > 0 {
			whose = fmt.Sprintf(" of %q", in.name)
		}
		b.report(at, fmt.Sprintf("port %d%s is that of %q as well: give one of the two another", n, whose, other), "")
		return n
	}
	taken[n] = in.name
	return n
}

// freePort is a port that nobody has, 0 if there is none.
func (b *builder) freePort(in instance, taken map[int]string) int {
	const tries = 100
	at := place{key: join(in.path, "port")}
	for try := range tries {
		var n int
		var err error
		if try == 0 && b.options.Ports != nil {
			n, err = b.options.Ports(in.name)
		} else {
			n, err = FreePort()
		}
		if err != nil {
			b.report(at, "no free port was found: "+plainText(err.Error()), "")
			return 0
		}
		// What is free now may be that of another process here.
		if _, ok := taken[n]; !ok && n > 0 {
			taken[n] = in.name
			return n
		}
	}
	b.report(at, "no free port was found", "")
	return 0
}

// FreePort asks the kernel for a TCP port that nobody listens on. It stays
// free for as long as nobody takes it.
func FreePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	address := listener.Addr().(*net.TCPAddr)
	return address.Port, listener.Close()
}
