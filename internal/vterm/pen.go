package vterm

// longestColours is how many parameters x/vt looks at.
const longestColours = 32

// maxNumber is the largest of them.
const maxNumber = 9999

// pen acts on SGR. x/vt reads it; here it is only made sure that there are
// numbers in it, and not too many or too large ones.
func (e *Emulator) pen(s []byte) {
	params, number := 1, 0
	for _, c := range s[2 : len(s)-1] {
		switch {
		case c >= '0' && c <= '9':
			if number = number*10 + int(c-'0'); number > maxNumber {
				return
			}
		case c == ';' || c == ':':
			number = 0
			if params++; params > longestColours {
				return
			}
		default:
			return // keys (CSI > m), or what nobody knows
		}
	}
	_, _ = e.vt.Write(s)
	e.background = keepsBackground(s, e.background)
}

// keepsBackground reports whether the pen may have a background after a
// sequence of numbers. It says so too often rather than too seldom.
func keepsBackground(s []byte, before bool) bool {
	switch string(s[2 : len(s)-1]) {
	case "", "0", "49": // a reset, of everything or of the background
		return false
	}
	number := 0
	for _, c := range s[2:] {
		if c >= '0' && c <= '9' {
			number = number*10 + int(c-'0')
			continue
		}
		if number >= 40 && number <= 48 || number >= 100 && number <= 107 {
			return true
		}
		number = 0
	}
	return before
}
