package record

import "golang.org/x/sys/unix"

// Boot names the time since the machine was started. It is empty if that cannot
// be told.
func Boot() string {
	id, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return id
}
