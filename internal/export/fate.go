package export

import (
	"fmt"
	"slices"
	"strings"
)

// fate is what becomes of a key of a configuration with an engine. A key
// without one has the fate of the table that it is in.
type fate struct {
	key     string // as the schema has it
	becomes string // in the engine's words, in Markdown; empty if nothing does
	// unlike is what is not the same, for the documentation. What of it is true
	// of a process is said by the writer.
	unlike string
	// lost is why nothing becomes of it, for the note and the documentation.
	lost string
	// loses reports whether it is a loss to a process; nil: to each.
	loses func(*process) bool
}

// carried is the fate of a key that an engine has as well.
func carried(key, becomes string) fate { return fate{key: key, becomes: becomes} }

// partly is the fate of a key that an engine has, or can be given, with a
// difference.
func partly(key, becomes, unlike string) fate {
	return fate{key: key, becomes: becomes, unlike: unlike}
}

// lost is the fate of a key that nothing becomes of.
func lost(key, why string) fate { return fate{key: key, lost: why} }

// lostIf is lost for a key that only some lose by.
func lostIf(loses func(*process) bool, key, why string) fate {
	return fate{key: key, lost: why, loses: loses}
}

func hasTerminal(p *process) bool { return p.TTY }

// nothingLike is why most is lost.
const nothingLike = "%s has nothing like it"

// fateOf finds the fate of a key.
func fateOf(fates []fate, key string) (fate, bool) {
	for {
		for _, f := range fates {
			if f.key == key {
				return f, true
			}
		}
		dot := strings.LastIndexByte(key, '.')
		if dot < 0 {
			return fate{}, false
		}
		key = key[:dot]
	}
}

// why is the reason for a loss, as a sentence without its end.
func (f fate) why(e *engine) string {
	if strings.Contains(f.lost, "%s") {
		return fmt.Sprintf(f.lost, e.called)
	}
	return f.lost
}

// sayLost says which of the keys that are set nothing becomes of. Of a table
// that is lost, it is said once.
func (x *plan) sayLost() {
	fates := x.engine.fates()
	gone := ""
	for _, s := range x.cfg.Settings {
		if gone != "" && strings.HasPrefix(s.Path, gone) {
			continue
		}
		f, ok := fateOf(fates, s.Key)
		if !ok || f.lost == "" {
			continue
		}
		whose := func(p *process) bool { return p.Family == s.Process && f.loses(p) }
		if f.loses == nil || slices.ContainsFunc(x.processes, whose) {
			gone = s.Path + "."
			x.sayAt(s.Path, "%s; left out", f.why(x.engine))
		}
	}
}
