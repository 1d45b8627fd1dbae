package proctable

// Listener is a TCP socket on which somebody listens.
type Listener struct {
	Port int
	UID  int // the user whose it is; -1 if that is not told
	// One of these says who holds it. PID is 0 where the kernel tells the inode
	// only, which is asked for with Sockets; of several holders PID is one.
	Inode uint64
	PID   int
}
