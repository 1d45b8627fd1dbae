package adopt

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// runs are the words in names of scripts that run on, and ends those in names of
// scripts that do not, whatever else they are called.
var (
	runs = []string{"dev", "develop", "start", "serve", "server", "watch", "worker", "preview"}
	ends = []string{"test", "tests", "e2e", "lint", "format", "fmt", "typecheck", "check", "release", "publish", "deploy", "clean", "install"}

	nameBreak = regexp.MustCompile(`[:._/-]+`)
	// together are programs that run several scripts side by side.
	together = regexp.MustCompile(`\b(concurrently|npm-run-all2?|run-p|stmux)\b`)
)

// lockFiles tell the package manager.
var lockFiles = []struct{ file, manager string }{
	{"pnpm-lock.yaml", "pnpm"}, {"yarn.lock", "yarn"}, {"bun.lock", "bun"}, {"bun.lockb", "bun"},
	{"package-lock.json", "npm"}, {"npm-shrinkwrap.json", "npm"},
}

// script is a script of a package.json.
type script struct {
	name, command string
	line          int
}

// packageFile is what is read of a package.json.
type packageFile struct {
	scripts    []script
	manager    string
	workspaces int // the line, 0 if there are none
}

func readPackage(r *reader, text string) {
	file, line, err := parsePackage(text)
	if err != nil {
		r.wrong(line, "", "this is not a package.json: %s", plain(err.Error()))
		return
	}
	scripts := file.running()
	for _, s := range scripts {
		p := r.add(s.line, "scripts."+s.name, s.name)
		p.set(s.line, "command", quoteCommand(file.runner(r.source)+" run "+shellWord(s.name)))
		r.setDir(p, s.line, "")
		if why := byHand(s, scripts); why != "" {
			p.set(s.line, "autostart", "false")
			p.remark(s.line, "starts by hand: %s", why)
		}
	}
	if file.workspaces > 0 {
		r.remark(file.workspaces, "the scripts of workspaces are not looked at: add those that you want, each with its dir")
	}
	if left := len(file.scripts) - len(scripts); left > 0 && len(scripts) > 0 {
		r.about = append(r.about, "", fmt.Sprintf("Here are the scripts that run on, by their names. %d others are not.", left))
	}
}

// hasScripts reports whether something of a package.json could be run, or it is
// to be reported that it is none.
func hasScripts(text string) bool {
	file, _, err := parsePackage(text)
	return err != nil || len(file.running()) > 0
}

// running are the scripts that run on until somebody stops them, by their names.
func (f *packageFile) running() []script {
	var found []script
	for _, s := range f.scripts {
		words := nameBreak.Split(s.name, -1)
		among := func(list []string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
		}
		if among(runs) && !among(ends) && strings.TrimSpace(s.command) != "" {
			found = append(found, s)
		}
	}
	return found
}

// byHand is why a script does not start with the others.
func byHand(s script, all []script) string {
	if together.MatchString(s.command) && len(all) > 1 {
		return "it runs other scripts side by side, as tend does"
	}
	first, rest, _ := strings.Cut(s.name, ":")
	if first != "start" && first != "serve" && first != "preview" {
		return ""
	}
	for _, other := range all {
		begin, end, _ := strings.Cut(other.name, ":")
		if (begin == "dev" || begin == "develop") && end == rest {
			return fmt.Sprintf("%s is for the same thing during development", other.name)
		}
	}
	return ""
}

// runner is the package manager.
func (f *packageFile) runner(s Source) string {
	name, _, _ := strings.Cut(f.manager, "@")
	if slices.ContainsFunc(lockFiles, func(l struct{ file, manager string }) bool { return l.manager == name }) {
		return name
	}
	for _, lock := range lockFiles {
		if s.has(lock.file) {
			return lock.manager
		}
	}
	return "npm"
}

// parsePackage reads what is needed, in the order of the file. An error comes
// with its line.
func parsePackage(text string) (file *packageFile, line int, err error) {
	text = strings.TrimPrefix(text, "\ufeff")
	file = &packageFile{}
	dec := json.NewDecoder(strings.NewReader(text))
	lineAt := func(offset int64) int { return strings.Count(text[:min(int(offset), len(text))], "\n") + 1 }
	err = object(dec, func(key string) error {
		switch at := lineAt(dec.InputOffset()); key {
		case "scripts":
			return object(dec, func(name string) error {
				at := lineAt(dec.InputOffset())
				var value any
				if err := dec.Decode(&value); err != nil {
					return err
				}
				command, ok := value.(string)
				if !ok {
					return fmt.Errorf("the script %q is no text", name)
				}
				file.scripts = slices.DeleteFunc(file.scripts, func(s script) bool { return s.name == name }) // npm takes the last
				file.scripts = append(file.scripts, script{name: name, command: command, line: at})
				return nil
			})
		case "packageManager":
			var manager any
			err := dec.Decode(&manager)
			file.manager, _ = manager.(string)
			return err
		case "workspaces":
			file.workspaces = at
		}
		var skipped json.RawMessage
		return dec.Decode(&skipped)
	})
	if err == nil {
		return file, 0, nil
	}
	if syntax := (*json.SyntaxError)(nil); errors.As(err, &syntax) {
		return nil, lineAt(max(syntax.Offset-1, 0)), err
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("it ends too early")
	}
	return nil, lineAt(dec.InputOffset()), err
}

// object calls each with the keys of an object. It has to read their values.
func object(dec *json.Decoder, each func(key string) error) error {
	open, err := dec.Token()
	if err != nil {
		return err
	}
	if open != json.Delim('{') {
		return fmt.Errorf("expected an object in {}, not %v", open)
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // a decoder takes nothing else for a key
		if err := each(name); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9%+,./:=@_-]+$`)
