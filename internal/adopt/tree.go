package adopt

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds for what a small text can make very large by aliases.
const (
	maxNodes = 100_000
	maxDepth = 16
)

// malformed is a syntax error of YAML.
type malformed struct {
	line int // 0 if the library does not say
	text string
}

func (m *malformed) Error() string { return "this is not YAML: " + m.text }

// yamlLine is where the library says that an error is. It has no field for that.
var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// parseYAML returns the root of a text, which has a document or is empty.
func parseYAML(text string) (root *yaml.Node, err error) {
	defer func() {
		// Not every panic of the library's parser becomes an error there.
		if p := recover(); p != nil {
			root, err = nil, &malformed{text: fmt.Sprint(p)}
		}
	}()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		m := yamlLine.FindStringSubmatch(err.Error())
		if m == nil {
			return nil, &malformed{text: err.Error()}
		}
		line, _ := strconv.Atoi(m[1]) // without one it is 0
		return nil, &malformed{line: line, text: strings.TrimPrefix(err.Error(), m[0])}
	}
	if len(document.Content) == 0 {
		return &yaml.Node{Kind: yaml.MappingNode, Line: 1}, nil
	}
	return follow(document.Content[0]), nil
}

// follow is what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// lookup is the value of a key of a mapping, nil if it has none.
func lookup(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return follow(n.Content[i+1])
		}
	}
	return nil
}

// field is a key of a mapping and its value.
type field struct {
	key   string
	at    *yaml.Node // the key
	value *yaml.Node
}

func (f field) line() int { return f.at.Line }

// root is the mapping at the top of a YAML text.
func (r *reader) root(text string) *yaml.Node {
	root, err := parseYAML(text)
	if err != nil {
		line := 0
		if m, ok := err.(*malformed); ok {
			line = m.line
		}
		r.wrong(line, "", "%s", plain(err.Error()))
		return nil
	}
	return root
}

// fields are those of a mapping, also those that are merged into it by <<. What
// is none is reported, unless it is null.
func (r *reader) fields(n *yaml.Node, path, label string) []field {
	if n = follow(n); n == nil || isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n.Line, path, "%s must be a table of keys and values, not %s", label, typeOf(n))
		return nil
	}
	var fields []field
	index := map[string]int{}
	r.merge(n, path, 0, func(f field, own bool) {
		i, there := index[f.key]
		switch {
		case !there:
			index[f.key] = len(fields)
			fields = append(fields, f)
		case own && fields[i].at.Line != f.at.Line && r.owns(n, fields[i].at):
			r.wrong(f.line(), path, "%q is here twice, first in line %d", f.key, fields[i].line())
		case own:
			fields[i] = f
		}
	})
	return fields
}

// owns reports whether a key stands in a mapping itself.
func (r *reader) owns(n, key *yaml.Node) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i] == key {
			return true
		}
	}
	return false
}

// merge calls each with the fields of a mapping and of those that << names.
func (r *reader) merge(n *yaml.Node, path string, depth int, each func(f field, own bool)) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if r.budget--; r.budget < 0 || depth > maxDepth {
			if r.budget > -maxNodes { // once is enough
				r.wrong(n.Line, path, "aliases make more of this than tend reads")
				r.budget = -maxNodes
			}
			return
		}
		key, value := n.Content[i], follow(n.Content[i+1])
		if key.Tag != "!!merge" {
			each(field{key: follow(key).Value, at: key, value: value}, depth == 0)
			continue
		}
		merged := []*yaml.Node{value}
		if value.Kind == yaml.SequenceNode {
			merged = value.Content
		}
		for _, m := range merged {
			if m = follow(m); m.Kind == yaml.MappingNode {
				r.merge(m, path, depth+1, each)
			}
		}
	}
}

// items are those of a list. A single value is a list of one.
func (r *reader) items(n *yaml.Node) []*yaml.Node {
	if n = follow(n); n == nil || isNull(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	items := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		items[i] = follow(item)
	}
	r.budget -= len(items)
	return items
}

// text is a value that is not a list nor a table.
func (r *reader) text(n *yaml.Node, path, label string) (string, bool) {
	switch n = follow(n); {
	case isNull(n):
		return "", false
	case n.Kind != yaml.ScalarNode:
		r.wrong(n.Line, path, "%s must be a text, not %s", label, typeOf(n))
		return "", false
	}
	return n.Value, true
}

// texts are a list of them, or one.
func (r *reader) texts(n *yaml.Node, path, label string) []string {
	var all []string
	for _, item := range r.items(n) {
		if text, ok := r.text(item, path, label); ok {
			all = append(all, text)
		}
	}
	return all
}

// flag is true or false, as YAML has had it over time.
func (r *reader) flag(n *yaml.Node, path, label string) (value, ok bool) {
	text, ok := r.text(n, path, label)
	switch strings.ToLower(text) {
	case "true", "yes", "on", "y":
		return true, true
	case "false", "no", "off", "n":
		return false, true
	}
	if ok {
		r.wrong(follow(n).Line, path, "%s must be true or false, not %q", label, text)
	}
	return false, false
}

// number is a whole one that is not negative.
func (r *reader) number(n *yaml.Node, path, label string) (int, bool) {
	text, ok := r.text(n, path, label)
	if !ok {
		return 0, false
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < 0 {
		r.wrong(follow(n).Line, path, "%s must be a whole number, not %q", label, text)
		return 0, false
	}
	return value, true
}

func isNull(n *yaml.Node) bool {
	return n == nil || n.Kind == yaml.ScalarNode && n.Tag == "!!null"
}

// typeOf is what a value is, in a sentence.
func typeOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a table"
	case yaml.SequenceNode:
		return "a list"
	}
	return fmt.Sprintf("%q", n.Value)
}

// said is the comment above a key, to stand above its process.
func said(key *yaml.Node) []string {
	var lines []string
	for line := range strings.SplitSeq(key.HeadComment, "\n") {
		if line = strings.TrimSpace(strings.TrimLeft(line, "#")); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
