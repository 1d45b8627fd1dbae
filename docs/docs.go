// Package docs has those of these pages that the program itself hands out.
package docs

import _ "embed"

//go:embed openapi.json
var openAPI string

// OpenAPI is the description of a session's API: see api.md.
func OpenAPI() string { return openAPI }
