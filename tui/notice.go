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
	more  bool // it is one of tend's messages: all of them can be read
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
	return notice{glyph: "·", tone: dim, words: words, until: now.Add(noticeTime)}
}

// success says that something asked for has been done.
func success(words string, now time.Time) notice {
	return notice{glyph: "✓", tone: ok, words: words, until: now.Add(noticeTime)}
}

// failure says that something asked for did not come about.
func failure(err error, now time.Time) notice {
	return notice{glyph: "✗", tone: bad, words: plain(err.Error()), until: now.Add(noticeTime)}
}

// fromJournal returns a notice of the worst entry after seen that matters, the
// newest of those, and the number of the newest entry of all.
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
		level := faceOfLevel(e.Level)
		if found && level.tone < n.tone {
			continue
		}
		n = notice{glyph: level.glyph, tone: level.tone, words: plain(e.Text), until: now.Add(noticeTime), more: true}
		if e.Process != "" {
			n.words = plain(e.Process) + ": " + n.words
		}
		found = true
	}
	return n, found, newest
}

// drawNotice draws it, and how to read all of its kind.
func drawNotice(st *styles, keys *bindings, n *notice, width int) string {
	on := &st.base
	t := n.tone
	l := newLine(width).space(on.of(text), 1).add(on.strong(t), n.glyph).space(on.of(text), 1)
	more := keys.hint(Messages)
	reserved := 2 + textWidth(more.key) + 1 + textWidth(more.words) + rowTrail
	if !n.more || more.key == "" || reserved > l.left/3 {
		return l.add(on.of(t), n.words).fill(on.of(text))
	}
	l.add(on.of(t), shorten(n.words, l.left-reserved)).space(on.of(text), l.left-reserved+2)
	l.add(on.strong(accent), more.key).space(on.of(text), 1).add(on.of(dim), more.words)
	return l.fill(on.of(text))
}
