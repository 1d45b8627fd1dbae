package mcp

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// guard keeps a request from ending the server: arguments that are null are none,
// which is more than the SDK knows where fields have defaults, and a panic is an
// answer that says so.
func guard(log *slog.Logger) sdk.Middleware {
	return func(next sdk.MethodHandler) sdk.MethodHandler {
		return func(ctx context.Context, method string, req sdk.Request) (answer sdk.Result, err error) {
			defer func() {
				if v := recover(); v != nil {
					log.Error("a mistake in tend", "method", method, "panic", v, "stack", string(debug.Stack()))
					answer, err = nil, fmt.Errorf("cannot answer %s: a mistake in tend: %v", method, v)
				}
			}()
			if p, ok := req.GetParams().(*sdk.CallToolParamsRaw); ok && bytes.Equal(bytes.TrimSpace(p.Arguments), []byte("null")) {
				p.Arguments = nil
			}
			return next(ctx, method, req)
		}
	}
}
