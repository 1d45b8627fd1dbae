package processcontrol

import (
	"context"
	"net"
)

// tcpProbe says yes if somebody accepts connections at the address.
type tcpProbe struct{ address string }

func (p tcpProbe) ask(ctx context.Context) error {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", p.address)
	if err != nil {
		return err
	}
	return conn.Close()
}
