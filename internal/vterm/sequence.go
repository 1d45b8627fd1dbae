package vterm

// maxParams is how many parameters of a sequence are looked at, colours apart.
const maxParams = 16

// maxNumber is the largest parameter: what is above it is it.
const maxNumber = 9999

// csi is a control sequence: CSI prefix params intermediate final.
type csi struct {
	prefix       byte // one of '<' '=' '>' '?', or 0
	intermediate byte // or 0
	final        byte
	n            int // parameters
	params       [maxParams]int16
}

// parseCSI reads a sequence that begins with ESC [. It fails for what no
// sequence known here looks like.
func parseCSI(s []byte) (c csi, ok bool) {
	end := len(s) - 1
	c.final = s[end]
	c.params[0] = -1
	for i := 2; i < end; i++ {
		switch b := s[i]; {
		case b < ' ' || b == del: // was handed on by itself
		case b < '0':
			if c.intermediate != 0 {
				return c, false
			}
			c.intermediate = b
		case c.intermediate != 0 || b == ':':
			return c, false
		case b >= '<':
			if c.prefix != 0 || c.n > 0 {
				return c, false
			}
			c.prefix = b
		default:
			c.param(b)
		}
	}
	return c, true
}

// param takes a digit or a semicolon.
func (c *csi) param(b byte) {
	c.n = max(c.n, 1)
	if b == ';' {
		if c.n < maxParams {
			c.params[c.n] = -1
		}
		c.n++
		return
	}
	if c.n > maxParams {
		return
	}
	p := &c.params[c.n-1]
	*p = int16(min(max(int(*p), 0)*10+int(b-'0'), maxNumber))
}

// list returns the parameters, -1 where one is missing.
func (c *csi) list() []int16 { return c.params[:min(c.n, maxParams)] }

// get returns a parameter, or what stands for a missing one.
func (c *csi) get(i, missing int) int {
	if i >= c.n || i >= maxParams || c.params[i] < 0 {
		return missing
	}
	return int(c.params[i])
}

// count returns the first parameter where it says how often or how far: 0 and
// nothing mean 1.
func (c *csi) count(most int) int { return min(max(c.get(0, 1), 1), most) }

// is reports whether the sequence has this prefix, intermediate and final byte.
func (c *csi) is(prefix, intermediate, final byte) bool {
	return c.final == final && c.prefix == prefix && c.intermediate == intermediate
}
