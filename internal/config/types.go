package config

import (
	"strconv"
	"strings"
	"time"
)

// wrongType reports a value that is of no type that its key takes, and what
// was probably meant.
func (c *check) wrongType(n *node, p place, raw any) bool {
	f := faultf("must be %s, not %s", kinds[n.kind].want, typeName(raw))
	bare := c.bare(p.key)
	s, isString := raw.(string)
	switch {
	case isString && (n.kind == kindShell || n.kind == kindDepends || n.kind == kindNames):
		f.suggestion = quoteAll(strings.Fields(s))
	case isString && n.kind == kindBool && (s == "true" || s == "false"), isString && n.kind == kindInt && bareInteger(s):
		f.suggestion = s
	case isString && n.path == "processes.*":
		f.suggestion = "{ command = " + strconv.Quote(s) + " }"
	case bare != "" && !strings.HasPrefix(bare, "-"):
		f.suggestion = meant(n.kind, bare)
	}
	c.wrong(p, f)
	return false
}

// meant is the string that stands for a bare value, such as "10s" for 10.
func meant(k kind, bare string) string {
	var f *fault
	switch k {
	case kindDuration:
		if _, f = parseDuration(bare); f == nil { // 0 needs no unit
			return strconv.Quote(bare + "s")
		}
	case kindPercent:
		_, f = parsePercent(bare)
	case kindSignal:
		_, f = parseSignal(bare)
	case kindAddress:
		f = checkAddress(bare)
	case kindGRPC:
		f = checkGRPC(bare)
	case kindCodes:
		if bareInteger(bare) {
			return "[" + bare + "]"
		}
	case kindReload:
		if bare == "true" {
			return strconv.Quote(reloadAuto)
		}
	}
	if f == nil {
		return ""
	}
	return f.suggestion
}

func bareInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func quoteAll(items []string) string {
	if len(items) == 0 {
		return ""
	}
	quoted := make([]string, len(items))
	for i, s := range items {
		quoted[i] = strconv.Quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// typeName is what TOML calls the type of a decoded value.
func typeName(raw any) string {
	switch raw.(type) {
	case string:
		return "a string"
	case int64:
		return "an integer"
	case float64:
		return "a float"
	case bool:
		return "a boolean"
	case time.Time:
		return "a date"
	case []any:
		return "a list"
	case []map[string]any:
		return "a list of tables"
	default:
		return "a table"
	}
}
