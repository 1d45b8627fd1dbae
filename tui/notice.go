package tui

import (
	"log/slog"
	"time"

	"tend/internal/journal"
)

const (
	// noticeTime is how long a notice takes the footer's place.
	noticeTime = 4 * time.Second
	// journalLook is how many entries are looked at for something worth
	// saying: more than come at once.
	journalLook = 32
)

// notice is something said in the footer's place for a while.
type notice struct {
	glyph string
	tone  tone
	words string
	until time.Time
}

func (n *notice) shown(now time.Time) bool { return n.words != "" && now.Before(n.until) }

// dismiss takes back a hint, once the person has gone on.
func (n *notice) dismiss() {
	if n.tone == dim {
		*n = notice{}
	}
}

// hint says something that is no more than useful to know.
func hint(words string, now time.Time) notice {
	return notice{"·", dim, words, now.Add(noticeTime)}
}

// failure says that something asked for did not come about.
func failure(err error, now time.Time) notice {
	return notice{"✗", bad, plain(err.Error()), now.Add(noticeTime)}
}

// fromJournal returns a notice of the newest entry after seen that matters, and
// the number of the newest entry of all.
func fromJournal(entries []journal.Entry, seen int64, now time.Time) (n notice, found bool, newest int64) {
	newest = seen
	for _, e := range entries {
		if e.Number <= seen {
			continue
		}
		newest = max(newest, e.Number)
		if e.Level < slog.LevelWarn || now.Sub(e.Time) > noticeTime {
			continue
		}
		n = notice{"!", warn, plain(e.Text), now.Add(noticeTime)}
		if e.Level >= slog.LevelError {
			n.glyph, n.tone = "✗", bad
		}
		if e.Process != "" {
			n.words = plain(e.Process) + ": " + n.words
		}
		found = true
	}
	return n, found, newest
}

// drawNotice draws it.
func drawNotice(st *styles, n *notice, width int) string {
	t := n.tone
	return newLine(width).space(st.base.of(text), 1).
		add(st.base.strong(t), n.glyph).space(st.base.of(text), 1).
		add(st.base.of(t), n.words).fill(st.base.of(text))
}
