package ctlseq

import "strconv"

// maxParams is how many parameters of a sequence are looked at, colours apart.
const maxParams = 16

// maxNumber is the largest parameter: what is above it is it.
const maxNumber = 9999

// CSI is a control sequence: CSI prefix params intermediate final.
type CSI struct {
	Prefix       byte // one of '<' '=' '>' '?', or 0
	Intermediate byte // or 0
	Final        byte
	N            int // parameters
	params       [maxParams]int16
}

// ParseCSI reads a sequence that begins with ESC [. It fails for what no
// sequence known here looks like.
func ParseCSI(s []byte) (c CSI, ok bool) {
	end := len(s) - 1
	c.Final = s[end]
	c.params[0] = -1
	for i := 2; i < end; i++ {
		switch b := s[i]; {
		case b < ' ' || b == del: // was handed on by itself
		case b < '0':
			if c.Intermediate != 0 {
				return c, false
			}
			c.Intermediate = b
		case c.Intermediate != 0 || b == ':':
			return c, false
		case b >= '<':
			if c.Prefix != 0 || c.N > 0 {
				return c, false
			}
			c.Prefix = b
		default:
			c.param(b)
		}
	}
	return c, true
}

// param takes a digit or a semicolon.
func (c *CSI) param(b byte) {
	c.N = max(c.N, 1)
	if b == ';' {
		if c.N < maxParams {
			c.params[c.N] = -1
		}
		c.N++
		return
	}
	if c.N > maxParams {
		return
	}
	p := &c.params[c.N-1]
	*p = int16(min(max(int(*p), 0)*10+int(b-'0'), maxNumber))
}

// List returns the parameters, -1 where one is missing.
func (c *CSI) List() []int16 { return c.params[:min(c.N, maxParams)] }

// Get returns a parameter, or what stands for a missing one.
func (c *CSI) Get(i, missing int) int {
	if i >= c.N || i >= maxParams || c.params[i] < 0 {
		return missing
	}
	return int(c.params[i])
}

// Count returns the first parameter where it says how often or how far: 0 and
// nothing mean 1.
func (c *CSI) Count(most int) int { return min(max(c.Get(0, 1), 1), most) }

// Is reports whether the sequence has this prefix, intermediate and final byte.
func (c *CSI) Is(prefix, intermediate, final byte) bool {
	return c.Final == final && c.Prefix == prefix && c.Intermediate == intermediate
}

// AppendCSI appends a control sequence with parameters.
func AppendCSI(b []byte, final byte, params ...int) []byte {
	b = append(b, esc, '[')
	for i, p := range params {
		if i > 0 {
			b = append(b, ';')
		}
		b = strconv.AppendInt(b, int64(p), 10)
	}
	return append(b, final)
}
