package adopt

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	texttemplate "text/template"

	"go.yaml.in/yaml/v3"
)

// What stands in a process-compose.yaml goes through two hands before it counts:
// $NAME and ${NAME} are filled in while the file is read, and {{.NAME}} with vars
// after that. $$ is a $ that is left alone.
//
// Here, templates are filled in, because vars are in the file itself. Variables
// are left to the shell or to tend, which fill them in when the process starts.

var (
	pcVariable = regexp.MustCompile(`^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(:?[-?][^{}]*)?\}|([A-Za-z_][A-Za-z0-9_]*))`)
	pcSet      = regexp.MustCompile(`\$\{?PC_(PROC_NAME|REPLICA_NUM)\b`)
)

// loops are what a template may go on and on with. None of vars is a list.
var loops = regexp.MustCompile(`\{\{-?\s*(range|define|template|block)\b`)

// filled is a text as tend fills in its variables. unset is what stands between
// a name and nothing: ":-" makes nothing of what is not set, as process-compose
// does, and "" a mistake.
func (pc *processCompose) filled(text, unset string) string {
	var out, literal strings.Builder
	flush := func() {
		out.WriteString(escaped(literal.String()))
		literal.Reset()
	}
	for text != "" {
		m := pcVariable.FindStringSubmatch(text)
		switch {
		case pc.plain:
			literal.WriteString(text)
			text = ""
		case strings.HasPrefix(text, "$$"):
			literal.WriteByte('$')
			text = text[2:]
		case m != nil:
			flush()
			rest := m[2]
			if rest == "" {
				rest = unset
			}
			out.WriteString("${" + m[1] + m[3] + rest + "}")
			text = text[len(m[0]):]
		default:
			literal.WriteByte(text[0])
			text = text[1:]
		}
	}
	flush()
	return out.String()
}

// escaped is a text in which tend finds no variables.
func escaped(text string) string { return strings.ReplaceAll(text, "${", "$${") }

// shellText is a text for the shell, which fills in its variables.
func (pc *processCompose) shellText(p *process, line int, text string) string {
	if pc.plain {
		return text
	}
	if quotedVariable(text) {
		p.remark(line, "has a variable within '…', which process-compose fills in and a shell does not")
	}
	return strings.ReplaceAll(text, "$$", "$")
}

// quotedVariable reports whether a variable stands within single quotes: a shell
// leaves it alone there, and process-compose does not.
func quotedVariable(text string) bool {
	var quote byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quote != '\'':
			i++
		case c == '$' && strings.HasPrefix(text[i:], "$$"):
			i++
		case c == '$' && quote == '\'' && pcVariable.MatchString(text[i:]):
			return true
		case c != '\'' && c != '"':
		case quote == 0:
			quote = c
		case quote == c:
			quote = 0
		}
	}
	return false
}

// variables are those of before with what a table of vars sets.
func (pc *processCompose) variables(before map[string]any, n *yaml.Node, path string) map[string]any {
	vars := map[string]any{}
	for name, value := range before {
		vars[name] = value
	}
	for _, f := range pc.fields(n, path, "vars") {
		if f.value.Kind != yaml.ScalarNode {
			pc.remark(f.line(), "vars.%s is left out: it is no text", f.key)
			continue
		}
		switch f.value.Tag {
		case "!!bool":
			vars[f.key] = f.value.Value == "true"
		case "!!int":
			if n, err := strconv.Atoi(f.value.Value); err == nil {
				vars[f.key] = n
				continue
			}
			fallthrough
		default:
			vars[f.key] = f.value.Value
		}
	}
	return vars
}

// rendered is a text of a process with its templates filled in.
func (pc *processCompose) rendered(p *pcProcess, f field) (string, bool) {
	text, ok := pc.text(f.value, p.path, f.key)
	return pc.template(p, f.line(), text), ok
}

// maxRendered bounds what a template can become.
const maxRendered = 64 << 10

// template fills in a text. One that does not go through stays as it is.
func (pc *processCompose) template(p *pcProcess, line int, text string) string {
	for _, m := range pcSet.FindAllStringSubmatch(text, -1) {
		p.asked[m[1]] = true
	}
	if !strings.Contains(text, "{{") {
		return text
	}
	vars := map[string]any{"PC_REPLICA_NUM": "0"}
	if p.replicas > 1 {
		vars["PC_REPLICA_NUM"] = "$((TEND_REPLICA - 1))"
	}
	for name, value := range p.vars {
		vars[name] = value
	}
	if loops.MatchString(text) {
		p.remark(line, "has {{ }} in it, which was not filled in: it may go in circles")
		return text
	}
	parsed, err := texttemplate.New("text").Option("missingkey=error").Parse(text)
	var out limited
	if err == nil {
		err = parsed.Execute(&out, vars)
	}
	if err != nil {
		p.remark(line, "has {{ }} in it, which was not filled in: %s", plain(strings.TrimPrefix(err.Error(), "template: ")))
		return text
	}
	return out.String()
}

// limited takes what a template writes, up to a bound.
type limited struct{ strings.Builder }

func (l *limited) Write(b []byte) (int, error) {
	if l.Len()+len(b) > maxRendered {
		return 0, fmt.Errorf("it would be longer than %d KiB", maxRendered>>10)
	}
	return l.Builder.Write(b)
}

// environment are variables, as a list of NAME=value or as a table.
func (pc *processCompose) environment(f field, path string, p *pcProcess) []pair {
	var env []pair
	set := func(line int, name, value string) {
		if p != nil {
			value = pc.template(p, line, value)
		}
		if name == "" {
			pc.wrong(line, path, "a variable in %s has no name", f.key)
			return
		}
		for i := range env {
			if env[i].key == name { // the last counts
				env = append(env[:i], env[i+1:]...)
				break
			}
		}
		env = append(env, pair{key: name, text: quoteLine(pc.filled(value, ":-")), line: line})
	}
	if f.value.Kind == yaml.MappingNode {
		for _, v := range pc.fields(f.value, path, f.key) {
			value, _ := pc.text(v.value, path, v.key)
			set(v.line(), v.key, value)
		}
		return env
	}
	for _, item := range pc.items(f.value) {
		text, ok := pc.text(item, path, f.key)
		if !ok {
			continue
		}
		name, value, found := strings.Cut(text, "=")
		if !found {
			pc.wrong(item.Line, path, "%s takes NAME=value, not %q", f.key, text)
			continue
		}
		set(item.Line, name, value)
	}
	return env
}

func itoa(n int) string { return strconv.Itoa(n) }
