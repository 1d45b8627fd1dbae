package wire

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"regexp"
	"testing"
	"time"

	"tend/internal/journal"
	"tend/internal/logview"
	"tend/manager"
	"tend/processcontrol"
)

// TestNothingIsLostOnTheWay fills every field of what is told with something, and
// wants it back: a field that is new and not told fails.
func TestNothingIsLostOnTheWay(t *testing.T) {
	for seed := range uint64(50) {
		f := &filler{rand.New(rand.NewPCG(seed, 1))}
		view := make1[manager.ProcessView](f)
		there(t, view, ProcessOf(&view), func(p *Process) (manager.ProcessView, error) {
			v, err := p.View()
			return *v, err
		})
		details := make1[manager.Details](f)
		there(t, details, DetailsOf(details, nil), (*Details).Value)
		query := make1[logview.Query](f)
		there(t, query, LogQueryOf(query), sure((*LogQuery).Value))
		page := make1[logview.Page](f)
		there(t, page, LogPageOf(page), (*LogPage).Value)
		search := make1[logview.Search](f)
		there(t, search, LogSearchOf(search), sure((*LogSearch).Value))
		hit := make1[logview.Hit](f)
		there(t, hit, LogHitOf(hit), sure((*LogHit).Value))
		scan := make1[logview.Scan](f)
		there(t, scan, LogScanOf(scan), sure((*LogScan).Value))
		extract := make1[logview.Extract](f)
		there(t, extract, LogExtractOf(extract), sure((*LogExtract).Value))
		raw := make1[processcontrol.Raw](f)
		there(t, raw, RawOf(raw), (*Raw).Value)
		entry := make1[journal.Entry](f)
		there(t, entry, EntryOf(entry), (*Entry).Value)
		command := make1[manager.Command](f)
		there(t, command, CommandOf(command), (*Command).Value)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func sure[W, V any](value func(*W) V) func(*W) (V, error) {
	return func(w *W) (V, error) { return value(w), nil }
}

// there tells a value, and wants it back as it was.
func there[W, V any](t *testing.T, want V, told W, value func(*W) (V, error)) {
	t.Helper()
	text, err := json.Marshal(told)
	if err != nil {
		t.Fatal(err)
	}
	var heard W
	if err := json.Unmarshal(text, &heard); err != nil {
		t.Fatal(err)
	}
	got, err := value(&heard)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v\nas %s", err, got, want, text)
	}
}

// filler makes values of any type.
type filler struct{ *rand.Rand }

func make1[T any](f *filler) (v T) {
	f.fill(reflect.ValueOf(&v).Elem())
	return v
}

// most is the greatest value of each enumeration.
var most = map[reflect.Type]int{
	reflect.TypeFor[manager.Status]():             int(manager.Scheduled),
	reflect.TypeFor[manager.Condition]():          int(manager.OnExited),
	reflect.TypeFor[manager.Action]():             int(manager.FreePort),
	reflect.TypeFor[processcontrol.State]():       int(processcontrol.Failed),
	reflect.TypeFor[processcontrol.Phase]():       int(processcontrol.Gone),
	reflect.TypeFor[processcontrol.Health]():      int(processcontrol.Unhealthy),
	reflect.TypeFor[processcontrol.LimitPolicy](): int(processcontrol.LimitKill),
}

func (f *filler) fill(v reflect.Value) {
	switch v.Type() {
	case reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Unix(f.Int64N(1<<32), f.Int64N(1e9)).UTC()))
		return
	case reflect.TypeFor[time.Duration]():
		v.SetInt(f.Int64N(int64(100 * time.Hour)))
		return
	case reflect.TypeFor[error]():
		v.Set(reflect.ValueOf(errors.New(f.text())))
		return
	case reflect.TypeFor[*regexp.Regexp]():
		v.Set(reflect.ValueOf(regexp.MustCompile(f.text())))
		return
	case reflect.TypeFor[processcontrol.Signal]():
		v.SetInt(1 + f.Int64N(64))
		return
	case reflect.TypeFor[*processcontrol.Foreground]():
		return // is where tend itself runs, and nobody's elsewhere
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				f.fill(v.Field(i))
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1+f.IntN(3), 4))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(f.text()), reflect.ValueOf(f.text()))
	case reflect.Bool:
		v.SetBool(f.IntN(2) == 0)
	case reflect.String:
		v.SetString(f.text())
	case reflect.Float64:
		v.SetFloat(f.Float64() * 1000)
	case reflect.Uint8:
		limit, enumeration := most[v.Type()]
		if !enumeration {
			limit = 2 // a byte, or a stream
		}
		v.SetUint(uint64(f.IntN(limit + 1)))
	case reflect.Uint64:
		v.SetUint(f.Uint64N(1 << 50))
	default:
		v.SetInt(f.Int64N(1000))
	}
}

func (f *filler) text() string {
	const letters = "abc ü\x1b[1m"
	text := make([]byte, 1+f.IntN(5))
	for i := range text {
		text[i] = "abcdefgh"[f.IntN(8)]
	}
	return string(text) + letters[:6]
}

// TestEveryWordIsKnown goes over the values of every enumeration that is told.
func TestEveryWordIsKnown(t *testing.T) {
	for _, names := range [][]string{statusNames, stateNames, conditionNames, stopNames, healthNames, policyNames, actionNames, phaseNames[:], streamNames[:]} {
		known := make(map[string]bool)
		for _, name := range names {
			if known[name] {
				t.Errorf("%q twice in %q", name, names)
			}
			known[name] = true
		}
	}
}

// TestStateIsToldAsWhatHasChanged tells states one after the other.
func TestStateIsToldAsWhatHasChanged(t *testing.T) {
	a, b := &manager.ProcessView{Name: "a"}, &manager.ProcessView{Name: "b"}
	first := &manager.Snapshot{Version: 7, Name: "shop", Processes: []*manager.ProcessView{a, b}}
	told := StateOf(first, nil)
	if len(told.Processes) != 2 || told.Skipped != 0 {
		t.Errorf("%+v", told)
	}
	known, err := told.Snapshot(nil)
	if err != nil || !reflect.DeepEqual(known, first) {
		t.Fatalf("%+v, %v", known, err)
	}
	ready := &manager.ProcessView{Name: "b", Status: manager.Ready}
	second := &manager.Snapshot{Version: 10, Name: "shop", Phase: manager.Closing, Processes: []*manager.ProcessView{a, ready}}
	told = StateOf(second, first)
	if len(told.Processes) != 1 || told.Skipped != 2 {
		t.Errorf("%+v", told)
	}
	next, err := told.Snapshot(known)
	if err != nil || !reflect.DeepEqual(next, second) || next.Processes[0] != known.Processes[0] {
		t.Fatalf("%+v, %v", next, err)
	}
	third := StateOf(&manager.Snapshot{Version: 11, Processes: []*manager.ProcessView{ready}}, second)
	if gone, err := third.Snapshot(next); err != nil || len(gone.Processes) != 1 || gone.Processes[0].Name != "b" {
		t.Errorf("%+v, %v", gone, err)
	}
	if _, err := third.Snapshot(nil); err == nil {
		t.Error("of one nothing was ever said")
	}
}
