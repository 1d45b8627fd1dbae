package leash

// rename does nothing: on macOS a process keeps the name of its program.
func rename() {}
