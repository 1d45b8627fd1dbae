// Package manager runs a stack of processes: it starts them in the order of
// their dependencies, starts again what failed, stops them in reverse, and
// says at any time how each of them is.
//
// # The model
//
// A [Stack] is a value: what is to be run. A [Manager] is one goroutine, Run,
// that owns everything that changes. It is told three things: that a process
// has changed, what a user wants, and that a restart is due. After each it asks
// its core what follows. The core decides and does nothing else: no I/O, no
// clock, no goroutine. What it decides, Run hands to the processes' Controls,
// none of which ever makes it wait.
//
// What a user wants of a process is kept apart from what it is: wanted, until
// somebody stops it, it comes to rest, or it has failed too often. A wanted
// process that is not there is started once everything it depends on is as it
// has to be, and once its backoff is over. That is the whole of starting,
// restarting, and going on by itself when a failed dependency recovers.
//
// # Three rules for callers
//
//   - [Manager.Do] returns when a command has been accepted, not when its effect
//     is over. The effect is in the snapshots that follow.
//   - [Manager.Changes] says that something changed, never what: read the
//     [Snapshot]. It is a value; keep it as long as you like, change nothing.
//   - Run has to run for Do and Shutdown to be answered, and returns only when
//     nothing of the stack is left, or what is left is its error.
package manager
