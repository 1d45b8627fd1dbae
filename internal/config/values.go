package config

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/url"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"
	"time"
	"unicode"

	"tend/processcontrol"
)

// fault is why a value does not do, as the end of a sentence that begins with
// the key, and what was probably meant.
type fault struct{ text, suggestion string }

func faultf(format string, args ...any) *fault { return &fault{text: fmt.Sprintf(format, args...)} }

var wordUnits = map[string]string{
	"": "s", "sec": "s", "secs": "s", "second": "s", "seconds": "s", "S": "s", "s": "s",
	"msec": "ms", "msecs": "ms", "millis": "ms", "millisecond": "ms", "milliseconds": "ms", "MS": "ms", "ms": "ms",
	"min": "m", "mins": "m", "minute": "m", "minutes": "m", "M": "m", "m": "m",
	"hour": "h", "hours": "h", "hr": "h", "hrs": "h", "H": "h", "h": "h",
}

var (
	numberAndWord = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*([[:alpha:]]*)$`)
	sizeText      = regexp.MustCompile(`^(\d+(?:\.\d+)?) ?([[:alpha:]]*)$`)
	percentText   = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?) ?%$`)
	bareNumber    = regexp.MustCompile(`^\d+$`)
)

func parseDuration(s string) (time.Duration, *fault) {
	d, err := time.ParseDuration(s)
	if err == nil {
		return d, nil
	}
	f := faultf(`must be a duration such as "10s", "500ms" or "1m30s", not %q`, s)
	if m := numberAndWord.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
		unit, known := wordUnits[m[2]]
		if meant := m[1] + unit; known {
			if _, err := time.ParseDuration(meant); err == nil {
				f.suggestion = strconv.Quote(meant)
			}
		}
	}
	return 0, f
}

// The units of sizes: powers of 1000 and, with an i, powers of 1024.
var sizeUnits = map[string]float64{
	"": 1, "b": 1,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

func parseSize(s string) (int64, *fault) {
	f := faultf(`must be a size such as "512MiB" or "1.5GB", not %q`, s)
	m := sizeText.FindStringSubmatch(s)
	if m == nil {
		return 0, f
	}
	unit, ok := sizeUnits[strings.ToLower(m[2])]
	if !ok {
		// One letter alone means 1000 to some and 1024 to others.
		if meant := strings.ToUpper(m[2]) + "iB"; sizeUnits[strings.ToLower(meant)] != 0 {
			f.suggestion = strconv.Quote(m[1] + meant)
		}
		return 0, f
	}
	if n, err := strconv.ParseInt(m[1], 10, 64); err == nil && n <= math.MaxInt64/int64(unit) {
		return n * int64(unit), nil
	}
	n, err := strconv.ParseFloat(m[1], 64)
	if err != nil || n*unit >= math.MaxInt64 {
		return 0, faultf("is too large: %q", s)
	}
	return int64(n * unit), nil
}

func parsePercent(s string) (float64, *fault) {
	if m := percentText.FindStringSubmatch(s); m != nil {
		if n, err := strconv.ParseFloat(m[1], 64); err == nil {
			return n, nil
		}
	}
	f := faultf(`must be a percentage such as "80%%", not %q`, s)
	if bareNumber.MatchString(s) {
		f.suggestion = strconv.Quote(s + "%")
	}
	return 0, f
}

// wholePercent rounds up, for a comparison with bounds.
func wholePercent(percent float64) int64 { return int64(math.Ceil(min(percent, math.MaxInt32))) }

func parseRegexp(s string) (*regexp.Regexp, *fault) {
	if s == "" {
		return nil, faultf("must not be empty: it would match every line")
	}
	re, err := regexp.Compile(s)
	if err == nil {
		return re, nil
	}
	why := err.Error()
	if at := (*syntax.Error)(nil); errors.As(err, &at) {
		why = fmt.Sprintf("%s in %q", at.Code, at.Expr)
	}
	return nil, faultf("is not a regular expression: %s", why)
}

func parseSignal(s string) (processcontrol.Signal, *fault) {
	sig, err := processcontrol.ParseSignal(s)
	if err == nil {
		return sig, nil
	}
	f := faultf("must be the name of a signal such as \"SIGTERM\", not %q", s)
	name := strings.ToUpper(strings.TrimSpace(s))
	if n, err := strconv.Atoi(name); err == nil && n > 0 {
		name = processcontrol.Signal(n).String()
	} else if !strings.HasPrefix(name, "SIG") {
		name = "SIG" + name
	}
	f.suggestion = quoteNonEmpty(nearest(name, signalNames()))
	return 0, f
}

// signalNames are the signals of this platform; real-time signals have none.
func signalNames() []string {
	var names []string
	for n := range 65 {
		if name := processcontrol.Signal(n).String(); strings.HasPrefix(name, "SIG") {
			names = append(names, name)
		}
	}
	return names
}

// addressChecks are for addresses without variables, or with their values.
var addressChecks = map[kind]func(string) *fault{kindAddress: checkAddress, kindGRPC: checkGRPC, kindURL: checkURL}

// checkAddress takes host:port, where no host is this machine.
func checkAddress(s string) *fault {
	f := faultf(`must be host:port, such as "localhost:5432", not %q`, s)
	if _, err := strconv.ParseUint(s, 10, 16); err == nil {
		f.suggestion = strconv.Quote("localhost:" + s)
		return f
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || strings.ContainsAny(host, "/ \t\r\n") {
		return f
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return faultf("must end in a port from 1 to 65535, not in %q", port)
	}
	return nil
}

// checkGRPC takes host:port or host:port/service.
func checkGRPC(s string) *fault {
	f := faultf(`must be host:port or host:port/service, such as "localhost:50051/shop.Orders", not %q`, s)
	if _, bare, ok := strings.Cut(s, "://"); ok {
		if bare = strings.TrimSuffix(bare, "/"); checkGRPC(bare) == nil {
			f.suggestion = strconv.Quote(bare)
		}
		return f
	}
	address, service, named := strings.Cut(s, "/")
	if bad := checkAddress(address); bad != nil {
		if !named {
			f.suggestion = bad.suggestion
		}
		return f
	}
	if named && (service == "" || strings.ContainsFunc(service, notOfAWord)) {
		return f
	}
	return nil
}

func notOfAWord(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

func checkURL(s string) *fault {
	f := faultf(`must be a URL such as "http://localhost:8080/healthz", not %q`, s)
	if u, err := url.Parse(s); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" {
		if port := u.Port(); port != "" {
			if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
				return faultf("must have a port from 1 to 65535, not %s", port)
			}
		}
		return nil
	}
	if u, err := url.Parse("http://" + s); err == nil && !strings.Contains(s, "//") && u.Hostname() != "" && (u.Port() != "" || strings.Contains(s, "/")) {
		f.suggestion = strconv.Quote("http://" + s)
	}
	return f
}

func quoteNonEmpty(s string) string {
	if s == "" {
		return ""
	}
	return strconv.Quote(s)
}
