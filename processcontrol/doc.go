// Package processcontrol runs one process, again and again, and never blocks,
// never runs it twice at once, and never loses sight of what it left behind.
//
// # The model
//
// A [Control] owns one configured process. Each run of it is a generation,
// numbered from 1. What is wanted of the process (the last operation) and what
// is observed of it (the [State]) are kept apart:
//
//	        Start            exec                 Stop                  grace over, Kill
//	Idle ----------> Starting ----> Running -------------> Stopping ----------------> Killing ---> Stuck
//	 ^                  |              | exit                 | gone                     | gone
//	 |                  v              v                      v                          v
//	 |               Failed          Killing --gone--> Exited, or Idle if it was asked to end
//
// The table itself is data, in machine.go. A generation is gone when its leader
// has been reaped, its process group and session are empty, and its output has
// been read to the end. Nothing else is Idle or Exited.
//
// # How it keeps the lock short
//
// Every operation has three steps. It is planned under the mutex: look at the
// state, decide, take the references that the next step needs. It is executed
// without any lock: fork, signal, wait, read. It is finalised under the mutex,
// if its generation is still the current one. No system call, no channel
// operation, no callback and no log line happens under the lock, so that a
// process that ignores SIGTERM for half a minute delays nobody.
//
// One goroutine per generation executes: it forks, signals, waits and reaps,
// and nobody else does. Operations reach it through one-slot signals that
// never wait.
//
// What the leader leaves behind is ended when it ends, unless it is meant to fork
// away ([Daemon]): then the run goes on as that, with the leader unreaped, until
// the daemon ends. See daemon.go.
//
// What a run is made of is fixed when it is launched: [Control.Reconfigure]
// changes the next one.
//
// # What else a Host does
//
// A [Host] is what the Controls of a session share. It measures all processes
// with one walk of the process table ([Host.Sample]), knows which of them
// listens on which port, runs commands beside them ([Host.Run]), and ends a
// stranger that has taken a port, if a person wants that ([Host.EndHolder]). It
// has the files that output is written to beside the ring (outlets.go): a process
// that prints faster than the disk writes is held up, and nothing else ever is.
// Whatever is started is contained in the same way: see kin.go.
//
// # Three rules for callers
//
//   - An operation returns what it has come to ([Answer]). A Start while the old
//     generation is still there is Queued: it happens when that is gone, unless a
//     Stop or a Kill comes first. The last word counts.
//   - A context bounds the caller's wait and nothing else.
//   - [Control.Snapshot] never waits. Whoever wants to follow a process reads
//     snapshots when told that something has changed.
package processcontrol
