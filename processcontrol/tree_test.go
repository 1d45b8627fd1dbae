//go:build linux || darwin

package processcontrol

import (
	"slices"
	"testing"
)

func TestTheTreeOfARunIsToldParentsFirst(t *testing.T) {
	c := control(t, spec(t, "leave-group wait"))
	if tree, err := c.Tree(); err != nil || len(tree) > 0 {
		t.Errorf("before the start it consists of %v, %v", tree, err)
	}
	c.up(t)
	tree, err := c.Tree()
	if err != nil || len(tree) != 2 {
		t.Fatalf("it consists of %v, %v", tree, err)
	}
	leader, child := tree[0], tree[1]
	if leader.PID != c.Snapshot().PID || child.PPID != leader.PID || leader.Memory == 0 || !slices.Equal(leader.Command, c.Spec().Command) {
		t.Errorf("it consists of %+v", tree)
	}
	if err := c.Kill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if tree, err := c.Tree(); err != nil || len(tree) > 0 {
		t.Errorf("after the end it consists of %v, %v", tree, err)
	}
}
