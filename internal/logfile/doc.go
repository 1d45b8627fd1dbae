// Package logfile writes what processes print into files, with rotation, and
// without a line lost as long as the disk does its work.
//
//	pump ──Write──▶ Ring ──Watch──▶ file ──Plain──▶ timberjack ──▶ disk
//	  ▲                               │
//	  └─────────────Admit─────────────┘
//
// A [Follower] follows one Ring into one file. Each file has one goroutine,
// which does all there is to do with it: it reads from the Rings of its
// followers in turn, in large pieces, and opens, writes, rotates and closes.
// Followers of the same file share it, whoever they are: the processes of a
// session, or two processes of which one takes over the file of the other.
//
// # What a caller must know
//
//  1. Nothing but [Follower.Admit] and those that say so waits for the disk. Who
//     writes into a Ring calls Admit before, and is held up while more than half
//     of what the Ring holds is not in the file yet: so a process feels the disk
//     as it would with "> file".
//  2. Nobody is held up by a disk that does nothing: one that has taken nothing
//     for a second (it hangs), or one that refuses (it is full, or cannot be
//     written), until it does something again. What the Ring drops meanwhile is
//     counted, and noted in the file.
//  3. Trouble is reported once, and so is its end. A file that refuses is tried
//     again now and then.
//  4. [Follower.End] ends it with what the Ring holds at that moment;
//     [Files.Close] waits until all that is in the files.
package logfile
