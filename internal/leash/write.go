//go:build linux || darwin

package leash

import (
	"bytes"
	"encoding/json"
	"os"
	"time"

	"tend/internal/proctable"
)

// write tells the helper what is left to be told.
func (h *helper) write(pipe *os.File) error {
	h.mu.Lock()
	news := h.news
	h.news = nil
	h.mu.Unlock()
	var text bytes.Buffer
	for e := json.NewEncoder(&text); len(news) > 0; news = news[1:] {
		if err := e.Encode(&news[0]); err != nil {
			return err
		}
	}
	if err := pipe.SetWriteDeadline(time.Now().Add(deaf)); err != nil {
		return err
	}
	_, err := pipe.Write(text.Bytes())
	return err
}

// identify names a child of ours, which is certainly there.
func identify(pid int) Process {
	p, err := proctable.ReadOne(pid)
	if err != nil {
		return Process{PID: pid}
	}
	return Process{PID: pid, Start: p.Start}
}
