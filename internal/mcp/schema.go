package mcp

import (
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"
)

// schema is that of the arguments of a tool. What the type does not say of its
// fields, refine adds. The types are those of this package: that one has no schema
// is a mistake in it.
func schema[In any](refine func(fields map[string]*jsonschema.Schema)) *jsonschema.Schema {
	s, err := jsonschema.For[In](nil)
	if err != nil {
		panic("no schema of " + reflect.TypeFor[In]().String() + ": " + err.Error())
	}
	for _, field := range s.Properties {
		if field.Items != nil { // nobody is to send null for a list
			field.Type, field.Types = "array", nil
		}
	}
	if refine != nil {
		refine(s.Properties)
	}
	return s
}

// between bounds a number, and says what it is if it is left out.
func between(field *jsonschema.Schema, least, most float64, otherwise string) {
	field.Minimum, field.Maximum, field.Default = &least, &most, []byte(otherwise)
}
