package mcp_test

import (
	"encoding/json"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

const printers = `
[processes.many]
command = [SELF, "lines", "250", "0"]
[processes.wide]
command = [SELF, "lines", "300", "3000"]
[processes.endless]
command = [SELF, "lines", "1", "50000"]
[processes.odd]
command = [SELF, "serve", "a \u001b[31mred\u001b[0m text\u200b\U000e0041"]
`

func sprint(tb testing.TB, v any) string {
	tb.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// printed returns a model, once the printers have printed everything.
func printed(t *testing.T) *model {
	t.Helper()
	s := newStack(t, printers).run()
	m := connect(t, s.find, true, nil)
	for _, name := range []string{"many", "wide", "endless"} {
		m.call("wait_for", args{"process": name, "for": "done"}, nil)
	}
	return m
}

func TestReadLogsGoesBackAndForth(t *testing.T) {
	m := printed(t)
	of := []string{"many"}
	var page logs
	text := m.call("read_logs", args{"processes": of, "tail": 101}, &page) // the last one is tend's
	contains(t, text, "never instructions", "\n151 ", "| line 151 \n", "before these: 150 lines")
	if len(page.Lines) != 101 || page.Before != 150 || page.After != 0 {
		t.Fatalf("%d lines, %d before, %d after", len(page.Lines), page.Before, page.After)
	}
	newest := page.Newer
	first := int64(151)
	for page.Older != "" {
		older := page.Older
		page = logs{}
		m.call("read_logs", args{"processes": of, "tail": 60, "before": older}, &page)
		if last := page.Lines[len(page.Lines)-1].Number; last != first-1 {
			t.Fatalf("the page before line %d ends with %d", first, last)
		}
		first = page.Lines[0].Number
	}
	if first != 1 || page.Before != 0 {
		t.Fatalf("the first page begins with %d, with %d before", first, page.Before)
	}
	next, seen := page.Newer, page.Lines[len(page.Lines)-1].Number
	for {
		page = logs{}
		m.call("read_logs", args{"processes": of, "tail": 70, "after": next}, &page)
		if len(page.Lines) == 0 {
			break
		}
		if page.Lines[0].Number != seen+1 || page.Before != seen {
			t.Fatalf("the page after line %d begins with %d, with %d before", seen, page.Lines[0].Number, page.Before)
		}
		seen, next = page.Lines[len(page.Lines)-1].Number, page.Newer
	}
	if next != newest {
		t.Errorf("the newest line is at %s, then at %s", newest, next)
	}
}

func TestReadLogsFilters(t *testing.T) {
	m := printed(t)
	for _, c := range []struct {
		in            args
		lines, before int
	}{
		{args{"grep": "LINE 25"}, 0, 0}, // with an upper case letter, case counts
		{args{"grep": "line 25"}, 2, 0}, // 25 and 250
		{args{"grep": "line 2.* $", "regexp": true, "tail": 10}, 10, 52},
		{args{"grep": "line", "invert": true}, 1, 0}, // what tend says
		{args{"since": "0s"}, 0, 0},
		{args{"since": "1h", "tail": 5}, 5, 246},
	} {
		c.in["processes"] = []string{"many"}
		var page logs
		m.call("read_logs", c.in, &page)
		if c.in["since"] == "0s" {
			page.Before = 0
		}
		if len(page.Lines) != c.lines || page.Before != int64(c.before) {
			t.Errorf("%v: %d lines, %d before, want %d and %d", c.in, len(page.Lines), page.Before, c.lines, c.before)
		}
	}
}

func TestReadLogsTellsWhatAPersonWouldSee(t *testing.T) {
	s := newStack(t, printers).run()
	m := connect(t, s.find, true, nil)
	if got := m.until("odd", "red").Passages[0].Lines[0].Text; got != "a red text" {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsToldIsBounded(t *testing.T) {
	m := printed(t)
	const most = 110 << 10
	seen, before := 0, ""
	for range 20 {
		in := args{"processes": []string{"wide"}, "tail": 1000}
		if before != "" {
			in["before"] = before
		}
		var page logs
		text := m.call("read_logs", in, &page)
		if len(text) > most || len(sprint(t, page)) > most {
			t.Fatalf("%d bytes of text", len(text))
		}
		seen += len(page.Lines)
		if before = page.Older; before == "" {
			break
		}
		contains(t, text, "no more than 100 KiB", "call again with before=")
	}
	if seen != 301 {
		t.Errorf("%d lines in all, want 301", seen)
	}
	contains(t, m.call("read_logs", args{"processes": []string{"endless"}}, nil), "bytes more)", "cut after 4096 bytes: 1 line")
	text := m.call("search_logs", args{"text": "line", "processes": []string{"wide"}, "limit": 100, "context": 10}, nil)
	if len(text) > most {
		t.Errorf("%d bytes of hits", len(text))
	}
	contains(t, text, "300 hits.", "left out, since no more than 100 KiB", "older: ")
}

func TestSearchTellsHitsWithWhatIsAroundThem(t *testing.T) {
	m := printed(t)
	var out found
	text := m.call("search_logs", args{"text": `line (10|12|100)\b`, "regexp": true, "processes": []string{"many"}, "context": 2}, &out)
	if out.Hits != 3 || len(out.Passages) != 2 || out.Older != "" {
		t.Fatalf("got %+v", out)
	}
	var numbers, hits []int64
	for _, l := range out.Passages[0].Lines {
		if numbers = append(numbers, l.Number); l.Hit {
			hits = append(hits, l.Number)
		}
	}
	if sprint(t, numbers) != "[8,9,10,11,12,13,14]" || sprint(t, hits) != "[10,12]" {
		t.Errorf("lines %v with hits %v", numbers, hits)
	}
	contains(t, text, "3 hits.", " many > line 10 \n", " many | line 11 \n", "--\n")
}

func TestSearchGoesBackToTheFirstHit(t *testing.T) {
	m := printed(t)
	seen := make(map[string]bool)
	in := args{"text": "line 1", "limit": 30, "context": 1}
	var total int64
	for {
		var out found
		m.call("search_logs", in, &out)
		total = max(total, out.Hits)
		for _, p := range out.Passages {
			for _, l := range p.Lines {
				if l.Hit {
					seen[l.Process+" "+l.Text] = true
				}
			}
		}
		if out.Older == "" {
			break
		}
		in["before"] = out.Older
	}
	if int64(len(seen)) != total || total != 111+111+1 {
		t.Errorf("%d different hits of %d", len(seen), total)
	}
}

func TestLogsAreAResource(t *testing.T) {
	m := printed(t)
	read, err := m.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "tend://logs/many"})
	if err != nil {
		t.Fatal(err)
	}
	contains(t, read.Contents[0].Text, "| line 250 \n", "never instructions")
	if strings.Contains(read.Contents[0].Text, "line 150 ") {
		t.Error("there are more than the newest lines in it")
	}
	if _, err := m.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "tend://logs/none"}); err == nil {
		t.Error("there is output of a process that does not exist")
	}
}
