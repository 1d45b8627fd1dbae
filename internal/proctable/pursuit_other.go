//go:build !linux

package proctable

func chase(func(Proc) bool) (caught int, err error) { return 0, nil }
