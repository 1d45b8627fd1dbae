package config

import (
	"fmt"
	"strconv"
	"time"
)

// within checks the bounds of a number, which reads as shown.
func (c *check) within(n *node, p place, v int64, shown string) bool {
	switch {
	case v < n.least:
		c.wrong(p, faultf("must be at least %s, not %s", n.amount(n.least), shown))
	case n.most != 0 && v > n.most:
		c.wrong(p, faultf("must be at most %s, not %s", n.amount(n.most), shown))
	case n.unit != 0 && v%n.unit != 0:
		next := v/n.unit + 1
		c.wrong(p, &fault{
			text:       fmt.Sprintf("must be a whole number of MiB, not %s", shown),
			suggestion: strconv.Quote(n.amount(next * n.unit)),
		})
	default:
		return true
	}
	return false
}

// amount writes a bound as a user would.
func (n *node) amount(v int64) string {
	switch {
	case n.kind == kindDuration:
		return time.Duration(v).String()
	case n.kind == kindPercent:
		return strconv.FormatInt(v, 10) + "%"
	case n.kind == kindSize && v >= 1<<20 && v%(1<<20) == 0:
		return strconv.FormatInt(v>>20, 10) + "MiB"
	case n.kind == kindSize && v >= 1<<10:
		return strconv.FormatInt(v>>10, 10) + "KiB"
	default:
		return strconv.FormatInt(v, 10)
	}
}
