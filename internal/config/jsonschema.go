package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// JSONSchema is the schema for editors, as a JSON Schema of draft-07: that is the
// one that they know best of TOML. It describes a configuration that is one file.
//
// It takes whatever Load takes. What it takes and Load refuses is what no schema
// can tell, such as how values fit together: a test lists it by name.
func JSONSchema() ([]byte, error) {
	root := tree()
	s := root.table()
	s.Draft, s.ID = "http://json-schema.org/draft-07/schema#", "urn:tend:toml"
	s.Title, s.Description = FileName, "The processes of a local stack, for tend."
	s.AllOf = []*jsonSchema{root.demands()}
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(s); err != nil {
		return nil, fmt.Errorf("write the JSON schema: %w", err)
	}
	return text.Bytes(), nil
}

// jsonSchema is what JSON Schema says of one value. What is empty is not said.
type jsonSchema struct {
	Draft       string `json:"$schema,omitempty"`
	ID          string `json:"$id,omitempty"`
	Title       string `json:"title,omitempty"`
	Description string `json:"description,omitempty"`
	Default     any    `json:"default,omitempty"`

	Type  jsonTypes `json:"type,omitempty"`
	Enum  []string  `json:"enum,omitempty"`
	Const any       `json:"const,omitempty"`

	Pattern   string `json:"pattern,omitempty"`
	MinLength int    `json:"minLength,omitempty"`

	Minimum    *int64 `json:"minimum,omitempty"`
	Maximum    int64  `json:"maximum,omitempty"`
	MultipleOf int64  `json:"multipleOf,omitempty"`

	Items    *jsonSchema `json:"items,omitempty"`
	MinItems int         `json:"minItems,omitempty"`

	Properties    jsonProperties      `json:"properties,omitempty"`
	Additional    any                 `json:"additionalProperties,omitempty"` // false, or a *jsonSchema
	PropertyNames *jsonSchema         `json:"propertyNames,omitempty"`
	MinProperties int                 `json:"minProperties,omitempty"`
	Required      []string            `json:"required,omitempty"`
	Dependencies  map[string][]string `json:"dependencies,omitempty"`

	AllOf []*jsonSchema `json:"allOf,omitempty"`
	AnyOf []*jsonSchema `json:"anyOf,omitempty"`
	OneOf []*jsonSchema `json:"oneOf,omitempty"`
	Not   *jsonSchema   `json:"not,omitempty"`
	If    *jsonSchema   `json:"if,omitempty"`
	Else  *jsonSchema   `json:"else,omitempty"`
}

// jsonTypes are the types that a value may have: one is written without a list.
type jsonTypes []string

func (t jsonTypes) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// jsonProperties are the keys of a table, in the order of the schema.
type jsonProperties []jsonProperty

type jsonProperty struct {
	name  string
	value *jsonSchema
}

func (all jsonProperties) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetEscapeHTML(false)
	text.WriteByte('{')
	for i, p := range all {
		if i > 0 {
			text.WriteByte(',')
		}
		if err := out.Encode(p.name); err != nil {
			return nil, err
		}
		text.WriteByte(':')
		if err := out.Encode(p.value); err != nil {
			return nil, err
		}
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}

// json is what there is to say of a key: the words of its documentation, and what
// it takes.
func (n *node) json() *jsonSchema {
	s := n.takes()
	s.Default = n.def
	s.Description = n.meaning + "\n\n" + kinds[n.kind].name
	switch def := n.defaultText(); {
	case def != "":
		s.Description += ", default: " + def
	case n.absent == required:
		s.Description += ", required"
	case n.absent != "":
		s.Description += ", default: " + n.absent
	}
	return s
}

// table is a table of the keys of the schema, and no others.
func (n *node) table() *jsonSchema {
	s := &jsonSchema{Type: jsonTypes{"object"}, Additional: false}
	for _, name := range n.names {
		s.Properties = append(s.Properties, jsonProperty{name, n.children[name].json()})
	}
	return s
}

// demands says which keys there have to be in a table and in those within, nil
// if none. That is apart from what they take: see process.
func (n *node) demands() *jsonSchema {
	d := &jsonSchema{}
	for _, name := range n.names {
		child := n.children[name]
		if child.absent == required {
			d.Required = append(d.Required, name)
		}
		if below := child.demands(); below != nil {
			d.Properties = append(d.Properties, jsonProperty{name, below})
		}
	}
	if n.kind == kindProbe {
		_, name := cutLast(n.path)
		for _, question := range questions[name] {
			d.OneOf = append(d.OneOf, asks(question))
		}
		d.Dependencies = map[string][]string{}
		for _, name := range ofHTTP {
			d.Dependencies[name] = []string{"http"}
		}
	}
	if len(d.Required)+len(d.Properties)+len(d.OneOf) == 0 {
		return nil
	}
	return d
}

// asks is a probe that has this question.
func asks(question string) *jsonSchema {
	s := &jsonSchema{Required: []string{question}}
	if question == "notify" { // notify = false asks nothing
		s.Properties = jsonProperties{{question, &jsonSchema{Const: true}}}
	}
	return s
}

// process is one of the processes. Nothing is demanded of one that is not to run.
func (n *node) process() *jsonSchema {
	const key = "disabled"
	s := n.json()
	s.If = &jsonSchema{Properties: jsonProperties{{key, &jsonSchema{Const: true}}}, Required: []string{key}}
	s.Else = n.demands()
	return s
}

// words is a string that is one of a few.
func words(names []string) *jsonSchema {
	return &jsonSchema{Type: jsonTypes{"string"}, Enum: slices.Clone(names)}
}
