package adopt

import (
	"net"
	"path/filepath"
	"regexp"
	"strings"
)

// probe is a readiness_probe or liveness_probe.
func (pc *processCompose) probe(p *pcProcess, f field, name string) {
	var question pair
	var details, settings []pair
	times := map[string]string{"initial_delay_seconds": "delay", "period_seconds": "interval", "timeout_seconds": "timeout"}
	counts := map[string]string{"success_threshold": "successes", "failure_threshold": "failures"}
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch {
		case key.key == "exec":
			question = pc.execProbe(p, key)
		case key.key == "http_get":
			question, details = pc.httpProbe(p, key)
		case times[key.key] != "":
			if text, ok := pc.seconds(p, key); ok {
				settings = append(settings, pair{key: times[key.key], text: quote(text), line: key.line()})
			}
		case counts[key.key] != "":
			if n, ok := pc.number(key.value, p.path, key.key); ok && n > 0 {
				settings = append(settings, pair{key: counts[key.key], text: itoa(n), line: key.line()})
			}
		default:
			p.lacks(key.line(), f.key+"."+key.key)
		}
	}
	if p.entry(name) != nil {
		p.remark(f.line(), "%s is left out: there is a ready_log_line", f.key)
		return
	}
	if question.key == "" {
		p.remark(f.line(), "%s is left out: it asks nothing that tend could ask", f.key)
		return
	}
	p.setTable(f.line(), name, append(append([]pair{question}, details...), settings...))
}

// execProbe asks a command.
func (pc *processCompose) execProbe(p *pcProcess, f field) pair {
	command, dir, line := "", "", f.line()
	for _, key := range pc.fields(f.value, p.path, f.key) {
		switch key.key {
		case "command":
			command, _ = pc.rendered(p, key)
			line = key.line()
		case "working_dir":
			dir, _ = pc.rendered(p, key)
		default:
			p.lacks(key.line(), "exec."+key.key)
		}
	}
	if strings.TrimSpace(command) == "" {
		return pair{}
	}
	command = pc.shellText(p.process, line, strings.TrimRight(command, "\n"))
	if dir = pc.probeDir(p, dir); dir != "" {
		command = "cd " + shellWord(dir) + " || exit 1; " + command
	}
	return pair{key: "exec", text: quoteCommand(command), line: line}
}

// probeDir is the folder of a probe as it is from that of the process.
func (pc *processCompose) probeDir(p *pcProcess, dir string) string {
	if dir == "" || filepath.Clean(dir) == filepath.Clean(p.dir) {
		return ""
	}
	if filepath.IsAbs(dir) || strings.Contains(dir, "$") {
		return dir
	}
	if from, err := filepath.Rel(filepath.Clean(p.dir), dir); err == nil {
		return filepath.ToSlash(from)
	}
	return dir
}

// httpProbe asks a server.
func (pc *processCompose) httpProbe(p *pcProcess, f field) (question pair, details []pair) {
	scheme, host, port, path := "http", "127.0.0.1", "", "/"
	for _, key := range pc.fields(f.value, p.path, f.key) {
		text := ""
		if key.key != "headers" {
			text, _ = pc.rendered(p, key)
		}
		switch key.key {
		case "scheme":
			if text != "" {
				scheme = strings.ToLower(text)
			}
		case "host":
			if text != "" {
				host = text
			}
		case "port", "num_port":
			port = text
		case "path":
			if text != "" {
				path = "/" + strings.TrimPrefix(text, "/")
			}
		case "status_code":
			if n, ok := pc.number(key.value, p.path, key.key); ok && n > 0 {
				details = append(details, pair{key: "status", text: itoa(n), line: key.line()})
			}
		case "headers":
			var headers []string
			for _, h := range pc.fields(key.value, p.path, key.key) {
				value, _ := pc.text(h.value, p.path, h.key)
				headers = append(headers, quoteKey(h.key)+" = "+quoteLine(pc.filled(value, ":-")))
			}
			if len(headers) > 0 {
				details = append(details, pair{key: "headers", text: "{ " + strings.Join(headers, ", ") + " }", line: key.line()})
			}
		default:
			p.lacks(key.line(), "http_get."+key.key)
		}
	}
	if strings.Contains(port, "TEND_REPLICA") {
		p.remark(f.line(), "http_get is left out: its port is reckoned from the number of the replica. Give the process a port, which counts up, and ask ${PORT}")
		return pair{}, nil
	}
	if port != "" {
		host = net.JoinHostPort(strings.Trim(host, "[]"), port)
	}
	url := scheme + "://" + host + path
	return pair{key: "http", text: quoteLine(pc.filled(url, "")), line: f.line()}, details
}

// readyLine is a line of output that tells that it is ready. For process-compose
// it is a part of the line.
func (pc *processCompose) readyLine(p *pcProcess, f field) {
	text, ok := pc.rendered(p, f)
	if !ok || text == "" {
		return
	}
	if p.entry("ready") != nil {
		p.remark(f.line(), "ready_log_line is left out: there is a readiness_probe")
		return
	}
	if !pc.plain {
		text = strings.ReplaceAll(text, "$$", "$")
	}
	p.setTable(f.line(), "ready", []pair{{key: "log", text: quoteLine(regexp.QuoteMeta(text)), line: f.line()}})
}
