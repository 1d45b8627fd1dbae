package cli

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// json is the summary as JSON.
func (s *Summary) json() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(s)
	return out.Bytes(), err
}

// What JUnit's format has, as far as it is used: a suite for the stack, a case for
// each process. Everything is text to those who read it, and has its limits there.
type (
	junitSuites struct {
		XMLName xml.Name `xml:"testsuites"`
		junitCounts
		Suites []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string `xml:"name,attr"`
		Timestamp string `xml:"timestamp,attr"`
		junitCounts
		Skipped    int             `xml:"skipped,attr"`
		Properties []junitProperty `xml:"properties>property,omitempty"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitCounts struct {
		Tests    int    `xml:"tests,attr"`
		Failures int    `xml:"failures,attr"`
		Errors   int    `xml:"errors,attr"`
		Time     string `xml:"time,attr"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		Class     string        `xml:"classname,attr"`
		Time      string        `xml:"time,attr"`
		Skipped   *junitSkipped `xml:"skipped"`
		Error     *junitFailure `xml:"error"`
		Failure   *junitFailure `xml:"failure"`
		SystemOut *junitText    `xml:"system-out"`
	}
	junitSkipped struct {
		Message string `xml:"message,attr"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",cdata"`
	}
	junitText struct {
		Text string `xml:",cdata"`
	}
)

// junit is the summary as CI systems read it.
func (s *Summary) junit() ([]byte, error) {
	suite := junitSuite{Name: permitted(s.Name), Timestamp: s.Started.UTC().Format("2006-01-02T15:04:05")}
	suite.Time = s.Duration.text()
	for i := range s.Processes {
		p := &s.Processes[i]
		suite.Cases = append(suite.Cases, p.junit(suite.Name))
		suite.Tests++
		switch c := &suite.Cases[i]; {
		case c.Skipped != nil:
			suite.Skipped++
		case c.Error != nil:
			suite.Errors++
		case c.Failure != nil:
			suite.Failures++
		}
		suite.Properties = append(suite.Properties, p.properties()...)
	}
	var out bytes.Buffer
	out.WriteString(xml.Header)
	encoder := xml.NewEncoder(&out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(junitSuites{junitCounts: suite.junitCounts, Suites: []junitSuite{suite}}); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// junit is a process as a case of a suite.
func (p *SummaryProcess) junit(suite string) junitCase {
	c := junitCase{Name: permitted(p.Name), Class: suite}
	var total seconds
	for i := range p.Runs {
		total += p.Runs[i].Duration
	}
	c.Time = total.text()
	reason := permitted(p.Reason)
	switch {
	case p.Result == resultSkipped:
		c.Skipped = &junitSkipped{reason}
	case p.Result == resultFailed:
		failure := &junitFailure{Message: reason, Type: "exit", Text: permitted(p.told())}
		last := SummaryRun{}
		if len(p.Runs) > 0 {
			last = p.Runs[len(p.Runs)-1]
		}
		switch {
		case last.Started.IsZero(): // it was not the work that failed
			failure.Type = "start"
			c.Error = failure
		case last.Signal != "":
			failure.Type = last.Signal
			c.Failure = failure
		default:
			c.Failure = failure
		}
	}
	if len(p.LastLines) > 0 {
		c.SystemOut = &junitText{permitted(strings.Join(p.LastLines, "\n"))}
	}
	return c
}

// told says what was executed and how each run ended, a line each.
func (p *SummaryProcess) told() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s\n", p.Command)
	for _, r := range p.Runs {
		fmt.Fprintf(&text, "run %d: %s after %s s\n", r.Run, r.Reason, r.Duration.text())
	}
	return text.String()
}

// properties are what else is known of a process. They stand with the suite: a case
// has none.
func (p *SummaryProcess) properties() []junitProperty {
	var cpu seconds
	var memory int64
	for _, r := range p.Runs {
		cpu, memory = cpu+r.CPUTime, max(memory, r.PeakMemory)
	}
	name := permitted(p.Name)
	return []junitProperty{
		{name + ".runs", strconv.FormatUint(p.RunCount, 10)},
		{name + ".cpu_time", cpu.text()},
		{name + ".peak_memory", strconv.FormatInt(memory, 10)},
	}
}

// permitted is a text without what XML cannot have: control characters, and what is
// no character at all.
func permitted(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r >= ' ' && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFC || r >= 0x10000:
			return r
		default:
			return -1 // also what stands for bytes that are no UTF-8
		}
	}, text)
}
