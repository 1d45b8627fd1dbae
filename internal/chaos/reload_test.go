//go:build linux

package chaos

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// followed is a session that reads its configuration again by itself. Its
// processes stand at the end: whoever reads half of it ends them.
func followed(t *testing.T, user *syscall.Credential) *session {
	t.Helper()
	sc := scene{top: `reload = "auto"`, user: user}
	for n := range 60 {
		sc.processes = append(sc.processes, process{name: fmt.Sprintf("idle%d", n), role: "still", idle: true})
	}
	sc.processes = append(sc.processes, process{name: "child"}, process{name: "still"})
	return sc.begin(t)
}

// with is the configuration with another process in it.
func (s *session) with(name string) string {
	return s.text() + process{name: name, role: "still"}.text(s.lock)
}

// ownerKeeps has the user of the session own its configuration.
func (s *session) ownerKeeps() {
	if s.user != nil {
		s.check(chownTo(s.config, s.user))
	}
}

// replace puts a text in the place of the configuration, all at once.
func (s *session) replace(text string) {
	s.t.Helper()
	s.write(s.config+".new", text)
	s.check(os.Rename(s.config+".new", s.config))
	s.ownerKeeps()
}

// untouched fails if anything has become of the processes that were there from
// the start.
func (s *session) untouched() {
	s.t.Helper()
	for _, name := range []string{"child", "still"} {
		if line := s.lineOf(s.said(), name, "ended"); line != "" {
			s.t.Errorf("it acted on what it had not read to the end: %s", line)
		}
	}
}

func TestConfigurationIsReplacedAgainAndAgain(t *testing.T) {
	unmeasured(t)
	s := followed(t, nil)
	for n := range 50 {
		s.replace(s.with(fmt.Sprintf("new%d", n)))
	}
	s.says("process=new49 run=1")
	s.until("no others", func() bool { return len(s.of("still")) == 2 })
	s.untouched()
	s.quit(0)
}

// TestConfigurationIsWrittenInPieces: every beginning of it is right as well, and
// says that there are fewer processes. The writer takes longer than tend usually
// waits for files to come to rest.
func TestConfigurationIsWrittenInPieces(t *testing.T) {
	unmeasured(t)
	// A pause that is too long is the end of a change: where there is one because
	// the machine has other things to do, the attempt says nothing.
	const tooLong = 150 * time.Millisecond
	for {
		s := followed(t, nil)
		pause := s.writeInPieces(s.with("new"))
		s.says("process=new run=1")
		if pause < tooLong {
			s.untouched()
			if strings.Contains(s.said(), "the configuration stays as it was") {
				t.Errorf("it has read it in the middle\n%s", s.said())
			}
		}
		s.quit(0)
		if pause < tooLong {
			return
		}
		t.Logf("the writer paused for %v: once more", pause)
	}
}

// writeInPieces writes the configuration process by process, and returns how long
// the longest pause was.
func (s *session) writeInPieces(text string) (longest time.Duration) {
	s.t.Helper()
	file, err := os.OpenFile(s.config, os.O_WRONLY|os.O_TRUNC, 0)
	s.check(err)
	next := time.NewTicker(50 * time.Millisecond)
	defer next.Stop()
	last := time.Now()
	for _, piece := range strings.SplitAfter(text, "\n\n") {
		_, err := file.WriteString(piece)
		s.check(err)
		longest = max(longest, time.Since(last))
		last = time.Now()
		<-next.C
	}
	s.check(file.Close())
	return longest
}

// TestConfigurationThatIsNone: whatever is in the place of the configuration
// changes nothing, and is told of; what follows counts.
func TestConfigurationThatIsNone(t *testing.T) {
	for name, wrong := range map[string]struct {
		put  func(*session)
		says string
	}{
		"empty":    {func(s *session) { s.replace("") }, "tend.toml: there are no processes"},
		"cut off":  {func(s *session) { s.replace(s.text()[:strings.LastIndex(s.text(), "]")]) }, "tend.toml:"},
		"a folder": {func(s *session) { s.check(os.Remove(s.config)); s.check(os.Mkdir(s.config, 0o700)) }, "tend.toml: this configuration is a folder"},
		"closed": {func(s *session) {
			s.write(s.config+".new", s.text())
			s.check(os.Chmod(s.config+".new", 0))
			s.check(os.Rename(s.config+".new", s.config))
		}, "tend.toml: this configuration cannot be read: permission denied"},
		"nothing": {func(s *session) { s.check(os.Remove(s.config)) }, "tend.toml: this configuration does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			unmeasured(t)
			var user *syscall.Credential
			if name == "closed" {
				user = stranger(t) // root reads it all the same
			}
			s := followed(t, user)
			wrong.put(s)
			s.says("the configuration stays as it was", wrong.says)
			if name == "a folder" {
				s.check(os.Remove(s.config))
			}
			s.replace(s.with("new"))
			s.says("process=new run=1")
			s.untouched()
			s.quit(0)
		})
	}
}
