package processcontrol

import "tend/internal/threads"

// reservedThreads is more than a session has been seen to use at a time.
const reservedThreads = 16

// ReserveThreads keeps threads for whoever runs the Host, which calls it before it
// starts anything: a stack that uses up the processes the user may have
// (RLIMIT_NPROC counts threads too) must find starts failing, not the program gone.
func ReserveThreads() { threads.Reserve(reservedThreads) }
