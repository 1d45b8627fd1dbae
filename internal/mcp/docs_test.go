package mcp_test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	toolRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (.*?) \\|")
	quoted  = regexp.MustCompile("`[^`]+`")
)

// docs/mcp.md has the tools that there are, with their arguments.
func TestDocumentationHasEveryTool(t *testing.T) {
	page, err := os.ReadFile("../../docs/mcp.md")
	if err != nil {
		t.Fatal(err)
	}
	told := make(map[string]string)
	for _, row := range toolRow.FindAllStringSubmatch(string(page), -1) {
		arguments := quoted.FindAllString(row[2], -1)
		slices.Sort(arguments)
		told[row[1]] = strings.Join(arguments, " ")
	}
	all, err := connect(t, (&stack{tb: t}).find, true, nil).ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	there := make(map[string]string)
	for _, tool := range all.Tools {
		var arguments []string
		if fields, ok := tool.InputSchema.(map[string]any)["properties"].(map[string]any); ok {
			for name := range fields {
				arguments = append(arguments, "`"+name+"`")
			}
		}
		slices.Sort(arguments)
		there[tool.Name] = strings.Join(arguments, " ")
	}
	if !maps.Equal(told, there) {
		t.Errorf("the page has %v, there are %v", told, there)
	}
}
