package vterm

// Control characters.
const (
	bel = 0x07
	so  = 0x0e
	si  = 0x0f
	esc = 0x1b
	del = 0x7f
)
