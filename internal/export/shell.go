package export

import (
	"fmt"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tend/processcontrol"
)

// shellWord quotes what a shell would take apart.
func shellWord(s string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+,-./:=@_", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// shellWords is a command as a shell reads it.
func shellWords(argv []string) string {
	words := make([]string, len(argv))
	for i, arg := range argv {
		words[i] = shellWord(arg)
	}
	return strings.Join(words, " ")
}

// seconds is a duration as sleep and timeout take it.
func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) }

// question is a probe as a command line of a POSIX shell that ends with 0 for a
// yes. It is empty if a shell has no way to ask. With it comes the program that
// it needs beyond the usual.
func question(p *processcontrol.Probe) (line, needs string) {
	switch {
	case len(p.Exec) > 0:
		return "timeout " + seconds(p.Timeout) + " " + shellWords(p.Exec), ""
	case p.TCP != "":
		host, port := hostPort(p.TCP)
		connect := fmt.Sprintf("</dev/tcp/%s/%s", host, port)
		return "timeout " + seconds(p.Timeout) + " bash -c " + shellWord(connect) + " 2>/dev/null", "bash"
	case p.HTTP != "":
		return httpQuestion(p), "curl"
	}
	return "", ""
}

// httpQuestion asks by curl.
func httpQuestion(p *processcontrol.Probe) string {
	args := "--max-time " + seconds(p.Timeout) + " -o /dev/null"
	for _, name := range slices.Sorted(maps.Keys(p.Headers)) {
		args += " -H " + shellWord(name+": "+p.Headers[name])
	}
	if p.Status == 0 {
		return "curl -fs " + args + " " + shellWord(p.HTTP)
	}
	return fmt.Sprintf(`[ "$(curl -s %s -w '%%{http_code}' %s)" = %d ]`, args, shellWord(p.HTTP), p.Status)
}

// hostPort takes an address apart. No host is this machine.
func hostPort(address string) (host, port string) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address, "" // it has been checked: this does not happen
	}
	if host == "" {
		host = "localhost"
	}
	return host, port
}

// waiting is a command line that ends once a question has been answered by yes
// often enough in a row. It fails if before that the check does, a command line
// too, which may be empty.
func waiting(line, check string, p *processcontrol.Probe) string {
	pause := "sleep " + seconds(p.Interval)
	if check != "" {
		pause = check + " || exit 1; " + pause
	}
	wait := fmt.Sprintf("until %s; do %s; done", line, pause)
	if n := p.Successes; n > 1 {
		wait = fmt.Sprintf("n=0; until [ $n -ge %d ]; do if %s; then n=$((n+1)); else n=0; fi; [ $n -ge %d ] || { %s; }; done", n, line, n, pause)
	}
	if p.Delay > 0 {
		wait = "sleep " + seconds(p.Delay) + "; " + wait
	}
	return wait
}

// isHere reports whether a host is the machine, or the container, itself.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified())
}
