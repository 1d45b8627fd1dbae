package processcontrol

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// grpcProbe says yes if a server reports itself as serving, by the gRPC health
// checking protocol.
type grpcProbe struct {
	address string
	service string // empty: the server as a whole
}

// newGRPCProbe reads "host:port" or "host:port/service".
func newGRPCProbe(target string) grpcProbe {
	address, service, _ := strings.Cut(target, "/")
	return grpcProbe{address: address, service: service}
}

func (p grpcProbe) ask(ctx context.Context) (err error) {
	// Each question has a connection of its own, as with HTTP.
	conn, err := grpc.NewClient("passthrough:///"+p.address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	answer, err := grpc_health_v1.NewHealthClient(conn).Check(ctx, &grpc_health_v1.HealthCheckRequest{Service: p.service})
	if err != nil {
		return err
	}
	if s := answer.GetStatus(); s != grpc_health_v1.HealthCheckResponse_SERVING {
		return fmt.Errorf("gRPC health of %s: %s", p.address, s)
	}
	return nil
}
