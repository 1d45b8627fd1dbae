package export

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// yamlText writes documents one after the other, below a comment.
func yamlText(comment string, documents ...any) []byte {
	var b bytes.Buffer
	b.WriteString(comment)
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	for _, d := range documents {
		if err := e.Encode(d); err != nil {
			panic(fmt.Sprintf("values of this package cannot be written as YAML: %v", err))
		}
	}
	if err := e.Close(); err != nil {
		panic(fmt.Sprintf("a buffer cannot be written to: %v", err))
	}
	return b.Bytes()
}

// ordered is a table whose keys keep their order.
type ordered struct{ node yaml.Node }

// set adds a key.
func (o *ordered) set(key string, value any) {
	var k, v yaml.Node
	k.SetString(key)
	if err := v.Encode(value); err != nil {
		panic(fmt.Sprintf("values of this package cannot be written as YAML: %v", err))
	}
	o.node.Kind = yaml.MappingNode
	o.node.Content = append(o.node.Content, &k, &v)
}

func (o ordered) MarshalYAML() (any, error) { return &o.node, nil }

// inline is a list in one line.
type inline []string

func (l inline) MarshalYAML() (any, error) {
	var n yaml.Node
	if err := n.Encode([]string(l)); err != nil {
		return nil, err
	}
	n.Style = yaml.FlowStyle
	return &n, nil
}
