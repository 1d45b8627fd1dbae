package config

import (
	"fmt"
	"strconv"
	"time"

	"tend/manager"
)

// backoff builds how long restarts wait.
func (b *builder) backoff(t *table) manager.Backoff {
	law := manager.Backoff{
		Initial: get[time.Duration](t, "initial"),
		Max:     get[time.Duration](t, "max"),
		GiveUp:  get[int](t, "give_up"),
		Within:  get[time.Duration](t, "within"),
	}
	if law.Max < law.Initial {
		at := place{key: join(t.path, "max")}
		if !t.given["max"] {
			at = place{key: join(t.path, "initial")}
		}
		b.report(at, fmt.Sprintf("max, which is %s, must not be less than initial, which is %s", short(law.Max), short(law.Initial)), "")
	}
	return law
}

// short writes 5m instead of 5m0s.
func short(d time.Duration) string {
	switch {
	case d >= time.Hour && d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	case d >= time.Minute && d%time.Minute == 0:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	}
	return d.String()
}
