package mcp_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tend/internal/mcp"
	"tend/internal/remote/wire"
)

// mute is a session that has been stopped: it takes questions and does not answer.
type mute struct{}

func (mute) State(ctx context.Context) (wire.State, error) {
	<-ctx.Done()
	return wire.State{}, context.Cause(ctx)
}

func (mute) Call(ctx context.Context, _, _ string, _, _ any) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

func (mute) Follow(ctx context.Context, _ int, _ func(*wire.Change) error) error {
	<-ctx.Done()
	return context.Cause(ctx)
}

func (mute) Close() {}

func TestSessionThatDoesNotAnswerIsToldSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := connect(t, func(context.Context) (mcp.Session, wire.Session, error) { return mute{}, wire.Session{}, nil }, true, nil)
		for tool, in := range map[string]args{
			"list_processes": nil, "tend_messages": nil, "reload": nil, "read_logs": nil,
			"stop":     {"processes": []string{"web"}},
			"wait_for": {"process": "web", "for": "ready"},
		} {
			began := time.Now()
			contains(t, m.refused(tool, in), "the session does not answer: it is stopped, or hangs")
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("%s says so after %s", tool, took)
			}
		}
	})
}
