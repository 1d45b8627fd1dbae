package adopt

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// stop is how mprocs asks a process to end.
func (m mprocs) stop(p *process, line int, n *yaml.Node) {
	if keys := lookup(n, "send-keys"); keys != nil {
		m.sendKeys(p, line, keys)
		return
	}
	if n.Kind == yaml.MappingNode {
		p.remark(line, "stop is left out: tend knows a signal, send-keys and hard-kill")
		return
	}
	text, _ := m.text(n, p.path, "stop")
	switch text {
	case "SIGTERM":
	case "SIGINT", "SIGKILL", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2":
		p.setTable(line, "stop", []pair{{key: "signal", text: quote(text), line: line}})
	case "hard-kill":
		p.setTable(line, "stop", []pair{{key: "signal", text: quote("SIGKILL"), line: line}})
	default:
		m.wrong(line, p.path, "stop must be SIGINT, SIGTERM, SIGKILL, hard-kill or send-keys, not %q", text)
	}
}

func (m mprocs) sendKeys(p *process, line int, n *yaml.Node) {
	var typed strings.Builder
	for _, key := range m.texts(n, p.path, "send-keys") {
		text, ok := keyText(key)
		if !ok {
			p.remark(line, "stop is left out: tend cannot type the key %s", plain(key))
			return
		}
		typed.WriteString(text)
	}
	if typed.Len() > 0 {
		p.setTable(line, "stop", []pair{{key: "keys", text: quoteLine(typed.String()), line: line}})
	}
}

// namedKeys are what terminals send for the keys that mprocs has names for.
var namedKeys = map[string]string{
	"enter": "\r", "return": "\r", "cr": "\r", "tab": "\t", "esc": "\x1b", "escape": "\x1b", "space": " ",
	"bs": "\x7f", "backspace": "\x7f", "del": "\x1b[3~", "delete": "\x1b[3~", "insert": "\x1b[2~",
	"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
	"home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "lt": "<", "gt": ">", "minus": "-",
	"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
	"f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}

// keyText is what a terminal sends for a key, such as q, <Enter> or <C-c>.
func keyText(key string) (string, bool) {
	inner, open := strings.CutPrefix(key, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	if !open || !closed || inner == "" {
		return key, key != ""
	}
	control, alt := false, false
	for len(inner) > 2 && inner[1] == '-' {
		switch inner[0] {
		case 'C', 'c':
			control = true
		case 'M', 'm', 'A', 'a':
			alt = true
		case 'S', 's':
			inner = inner[:2] + strings.ToUpper(inner[2:])
		default:
			return "", false
		}
		inner = inner[2:]
	}
	text, named := namedKeys[strings.ToLower(inner)]
	switch {
	case named && control && text != " ":
		return "", false // each terminal has its own way to say that
	case named:
	case utf8.RuneCountInString(inner) == 1:
		text = inner
	default:
		return "", false
	}
	if control {
		c := strings.ToLower(text)[0]
		if len(text) != 1 || c != ' ' && (c < 'a' || c > 'z') {
			return "", false
		}
		text = string(rune(c & 0x1f))
	}
	if alt {
		text = "\x1b" + text
	}
	return text, true
}
