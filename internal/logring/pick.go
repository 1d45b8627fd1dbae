package logring

import "time"

// Lines returns the complete lines that have these numbers, which ascend, each
// as Read would. Those that the Ring does not hold are left out. The texts
// share memory; they are the caller's.
func (r *Ring) Lines(numbers []int64) []Line {
	var lines []Line
	for _, n := range numbers {
		page := r.Read(n, 1)
		if len(page.Lines) == 1 && page.Lines[0].Number == n && !page.Lines[0].Partial {
			lines = append(lines, page.Lines[0])
		}
	}
	return lines
}

// At returns the number of the first complete line held that arrived at t or
// later, or the number of the next line if there is none. Times never go back
// from a line to the next.
func (r *Ring) At(t time.Time) int64 {
	page := r.Read(1, 1<<20)
	for _, l := range page.Lines {
		if !l.Partial && !l.Time.Before(t) {
			return l.Number
		}
	}
	return page.Next
}

// Plain appends to dst what complete lines show, without colours, each with a
// newline: those numbered from and above, until dst has grown by most bytes or
// a little more. It returns the number to go on from, and how many of the lines
// asked for were dropped before they could be read. tend's own lines are
// between two dashes, as on the screen.
func (r *Ring) Plain(dst []byte, from int64, most int) (text []byte, next, missed int64) {
	page := r.Read(max(from, 1), 1000)
	next = max(from, page.First)
	missed = next - max(from, 1)
	start := len(dst)
	for _, l := range page.Lines {
		if l.Partial || len(dst)-start >= most {
			break
		}
		if l.Stream == Note {
			dst = append(dst, "-- "...)
			dst = append(AppendPlain(dst, l.Text), " --\n"...)
		} else {
			dst = append(AppendPlain(dst, l.Text), '\n')
		}
		next = l.Number + 1
	}
	return dst, next, missed
}
