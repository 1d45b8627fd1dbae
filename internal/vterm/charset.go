package vterm

// charsets are the character sets that a program can choose between: text, and
// the lines and corners of a VT100. x/vt has them too, but does not know SO and
// SI, and measures what it draws otherwise than the screen around.
type charsets struct {
	drawing [4]bool // which of G0 to G3 are lines and corners
	shift   uint8   // which of them is in use
}

func (c *charsets) designate(set, final byte) { c.drawing[set] = final == '0' }

// draws reports whether letters stand for lines and corners.
func (c *charsets) draws() bool { return c.drawing[c.shift] }

// drawn is what the characters from ` to ~ stand for.
// https://en.wikipedia.org/wiki/DEC_Special_Graphics
const drawn = "◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"

// drawing returns what a printable ASCII character stands for where it is drawn.
func drawing(c byte) rune {
	if c >= '`' {
		n := int(c - '`')
		for _, r := range drawn {
			if n == 0 {
				return r
			}
			n--
		}
	}
	return rune(c)
}
