package tui

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"tend/manager"
)

// offer is something that can be done.
type offer struct {
	words string
	key   string // that does it too; "" for none
	about subject
	do    func(a *app) tea.Cmd
}

// subject is what something is done to. Of two offers for the same words, the one
// with the smaller is what is more likely meant, or does less harm.
type subject uint8

const (
	targeted  subject = iota // what operations are about now
	nothing                  // only the selection moves
	mentioned                // what operations are about now, by name
	elsewhere
)

// foundOffer is an offer with the bytes of its words that were looked for.
type foundOffer struct {
	*offer
	hits []int
}

// offersNow is all that can be done now: what keys do, and for each process what
// applies to it.
func (a *app) offersNow() []offer {
	var all []offer
	operations := []Action{Start, Stop, Restart, Kill}
	for _, g := range a.keys.groups() {
		for _, action := range g.actions {
			if action == Palette {
				continue
			}
			about := elsewhere
			if slices.Contains(operations, action) {
				about = targeted
			}
			h := a.keys.all[action].Help()
			all = append(all, offer{words: g.title + ": " + h.Desc, key: h.Key, about: about, do: func(a *app) tea.Cmd { return a.perform(action) }})
		}
	}
	targets := a.list.targets()
	for _, p := range a.list.processes {
		name := p.Name
		about := elsewhere
		if slices.Contains(targets, p) {
			about = mentioned
		}
		all = append(all, offer{words: "go to " + plain(name), about: nothing, do: func(a *app) tea.Cmd {
			a.goToProcess(name)
			return nil
		}})
		for _, action := range operations {
			if refuse(a.keys, action, p) != "" || a.isEnding() {
				continue
			}
			command := manager.Command{Action: commandOf(action), Names: []string{name}}
			all = append(all, offer{words: a.keys.words(action) + " " + plain(name), about: about, do: func(a *app) tea.Cmd { return a.send(command) }})
		}
	}
	return all
}

// resembling returns the offers whose words resemble a text: before all others
// those in which a word begins with it, then those that contain it. Of equals
// those come first that are about what is selected, then the most similar.
func resembling(text string, all []offer) []foundOffer {
	type ranked struct {
		foundOffer
		place int
	}
	var found []ranked
	for _, m := range fuzzy.FindFrom(text, offersByWords(all)) {
		r := ranked{foundOffer{&all[m.Index], m.MatchedIndexes}, scattered}
		if at, place := locate(r.words, text); place < scattered {
			r.place, r.hits = place, make([]int, len(text))
			for i := range r.hits {
				r.hits[i] = at + i
			}
		}
		found = append(found, r)
	}
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.place, b.place), cmp.Compare(a.about, b.about))
	})
	out := make([]foundOffer, len(found))
	for i, r := range found {
		out[i] = r.foundOffer
	}
	return out
}

// Where a text is in others.
const (
	begins    = iota // a word begins with it
	within           // it is there
	scattered        // its letters are there, in that order
)

// locate finds a text in words, whatever its case, where a word begins if it can.
func locate(words, text string) (at, place int) {
	at, place = 0, scattered
	for i := range words {
		if len(words)-i < len(text) || !strings.EqualFold(words[i:i+len(text)], text) {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(words[:i]); i == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before) {
			return i, begins
		}
		if place == scattered {
			at, place = i, within
		}
	}
	return at, place
}

// offersByWords makes offers what a search takes.
type offersByWords []offer

func (o offersByWords) Len() int            { return len(o) }
func (o offersByWords) String(i int) string { return o[i].words }
