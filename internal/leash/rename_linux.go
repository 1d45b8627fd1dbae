package leash

import "os"

// rename gives this process a name that is not tend's, so that who kills
// everything called tend has its helpers left. If it cannot, it keeps its own.
func rename() { _ = os.WriteFile("/proc/self/comm", []byte(title), 0) }
