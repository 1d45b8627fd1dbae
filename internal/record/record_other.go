//go:build !linux && !darwin

package record

import "os"

func lock(*os.File) (held bool, err error) { return false, nil }
func private(string) error                 { return nil }
