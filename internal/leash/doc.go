// Package leash sees to it that nothing outlives tend, also when tend is killed
// in a way that leaves it no time to do anything.
//
// tend starts two small helpers, which are tend itself, executed again, each in
// a session of its own. A helper does nothing but read a pipe that only tend
// can write to: what tend has started, and at the end goodbye. When the pipe
// ends without one, tend is gone, and the helper ends everything that it has
// started: by signals first, by force after a second. Then it gives the
// terminal back as it was.
//
//	tend ──┬── pipe ──▶ leash   acts when tend is gone
//	       └── pipe ──▶ spare   acts when leash is gone as well
//
// A helper that ends while tend lives is replaced. How processes are found is
// in find.go: they may have changed their group, their session and their
// parent.
package leash
