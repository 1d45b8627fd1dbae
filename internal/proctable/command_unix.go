//go:build linux || darwin

package proctable

import "strings"

// splitArguments takes arguments apart that each end with a zero.
func splitArguments(line []byte) []string {
	text := strings.TrimRight(string(line), "\x00")
	if text == "" {
		return nil
	}
	return strings.Split(text, "\x00")
}
