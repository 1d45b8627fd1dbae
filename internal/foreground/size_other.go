//go:build !unix

package foreground

import "os"

func notify(chan<- os.Signal) (stop func()) { return func() {} }
