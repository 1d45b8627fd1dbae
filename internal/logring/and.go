package logring

// And returns a Pattern of the lines that match both; q may be nil. Its Query
// and its Spans are those of p.
//
// Everything that decides whether a line matches has to ask for p.and as well.
func (p *Pattern) And(q *Pattern) *Pattern {
	both := *p
	if both.and = q; p.and != nil {
		both.and = p.and.And(q)
	}
	return &both
}
