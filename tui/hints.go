package tui

import "tend/internal/logring"

// doing is what is going on in the output that keys depend on.
type doing struct {
	prompt    promptKind
	recalls   bool // something has been typed before
	selecting bool
	searching bool
	filtered  bool
	merged    bool
}

func (o *output) doing() doing {
	return doing{
		prompt: o.prompt.kind, recalls: len(o.prompt.history[o.prompt.kind]) > 0, selecting: o.selection.on,
		searching: o.search.on(), filtered: o.filter != logring.Query{}, merged: o.merged,
	}
}

// readingKeys are those that apply to the output while the keys go there.
func readingKeys(d doing, follow keyHint) []keyHint {
	list := keyHint{SwitchPane, "list", false}
	if d.selecting {
		return []keyHint{
			{action: Copy}, {Edit, "edit", false}, {Page, "page", false}, {Write, "write", false},
			{Select, "begin here", false}, {Back, "end", false}, list,
		}
	}
	search, filter, merge := keyHint{action: Search}, keyHint{Filter, "filter", false}, keyHint{Merge, "merge", false}
	if d.filtered {
		filter.words = "other filter"
	}
	if d.merged {
		merge.words = "end merge"
	}
	var out []keyHint
	if d.searching {
		out = append(out, keyHint{NextHit, "next", false}, keyHint{PrevHit, "previous", false}, keyHint{Back, "end search", false})
	} else if d.filtered {
		out = append(out, keyHint{Back, "end filter", false})
	}
	out = append(out, list, follow, search, filter, merge, keyHint{Select, "select", false}, keyHint{action: Wrap})
	return append(out, keyHint{LogTop, "top", false}, keyHint{LogEnd, "end", false})
}

// promptKeys are those that mean something while a text is typed.
func promptKeys(d doing) []footKey {
	keep := "keep"
	switch d.prompt {
	case filePrompt:
		keep = "write"
	case palettePrompt:
		keep = "do it"
	}
	out := []footKey{{key: keyKeep.Help().Key, words: keep}, {key: keyGiveUp.Help().Key, words: keyGiveUp.Help().Desc}}
	if d.prompt == findPrompt || d.prompt == palettePrompt {
		return append(out, footKey{key: "↑↓", words: "select"})
	}
	if d.prompt != filePrompt {
		out = append(out, footKey{key: keyRegexp.Keys()[0], words: keyRegexp.Help().Desc})
	}
	if d.prompt == filterPrompt {
		out = append(out, footKey{key: notSign, words: "without"})
	}
	if d.recalls {
		out = append(out, footKey{key: keyOlder.Help().Key, words: keyOlder.Help().Desc})
	}
	return out
}
