package adopt

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

// A Procfile has lines of "name: command". Its programs give each process a PORT,
// counting up by a hundred from what PORT is in .env, or else from 5000.
const (
	firstPort = 5000
	railsPort = 3000 // which bin/dev of Rails sets
	portStep  = 100
)

var (
	procfileLine = regexp.MustCompile(`^([A-Za-z0-9_.-]+)\s*:\s*(.*)$`)
	asksForPort  = regexp.MustCompile(`\$\{?PORT\b`)
)

func readProcfile(r *reader, text string) {
	port := r.procfilePort()
	first := map[string]int{} // the line of each name
	var above []string
	for i, line := range strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n") {
		number, line := i+1, strings.TrimSpace(line)
		m := procfileLine.FindStringSubmatch(line)
		switch {
		case line == "":
			above = nil
		case strings.HasPrefix(line, "#"):
			above = append(above, strings.TrimSpace(strings.TrimLeft(line, "#")))
		case m == nil:
			r.remark(number, `this line is no "name: command", and left out: %s`, plain(line))
		case m[2] == "":
			r.wrong(number, m[1], `there is no command: a line is "name: command"`)
		case first[m[1]] > 0:
			r.wrong(number, m[1], "is here twice, first in line %d: give one of the two another name", first[m[1]])
		default:
			first[m[1]] = number
			r.procfileProcess(number, m[1], m[2], port+portStep*len(r.processes)).about = above
			above = nil
		}
	}
	r.procfileSurroundings(port)
}

func (r *reader) procfileProcess(line int, name, command string, port int) *process {
	p := r.add(line, name, name)
	p.set(line, "command", quoteCommand(command))
	r.setDir(p, line, "")
	if name == "web" || asksForPort.MatchString(command) {
		p.set(line, "port", strconv.Itoa(port))
	}
	if name == "release" {
		p.set(line, "autostart", "false")
		p.remark(line, "starts by hand: Heroku runs release before a deployment, and not beside the others")
	}
	return p
}

// procfilePort is the port of the first process.
func (r *reader) procfilePort() int {
	if file, err := os.Open(r.source.beside(".env")); err == nil {
		defer file.Close() // nothing was written: there is nothing to lose
		vars, err := godotenv.Parse(file)
		if port, bad := strconv.Atoi(vars["PORT"]); err == nil && bad == nil && port > 0 && port < 1<<15 {
			return port
		}
	}
	if r.source.has("bin/rails") {
		return railsPort
	}
	return firstPort
}

// procfileSurroundings is what the programs take from files beside the Procfile,
// and from nowhere.
func (r *reader) procfileSurroundings(port int) {
	r.dotenv()
	r.about = append(r.about, "", fmt.Sprintf("Programs for Procfiles give every process a PORT: %d, %d and so on. Here it is", port, port+portStep),
		"those whose command asks for it, and web, that have a port.")
	for _, name := range []string{".foreman", ".overmind.env"} {
		if r.source.has(name) {
			r.remark(0, "%s is here as well, and was not read", name)
		}
	}
}

// dotenv takes a .env beside the source for every process, if there is one.
func (r *reader) dotenv() {
	if r.source.has(".env") {
		r.setTop(0, "env_file", quoteLine(r.in(".env")))
	}
}
