//go:build !unix

package screen

import "os"

// notify does nothing: there are no such signals here.
func notify(chan<- os.Signal) (stop func()) { return func() {} }

// listen does nothing either.
func listen(chan<- os.Signal) (stop func()) { return func() {} }

func continued(os.Signal) bool { return false }
