package export

import (
	"regexp"
	"strconv"
	"strings"
)

var notOfAName = regexp.MustCompile(`[^a-z0-9]+`)

// maxName is the longest name that all take: DNS takes 63 for a part of an address,
// and Kubernetes adds to the name of a CronJob when it makes Jobs of it.
const maxName = 52

// dnsName is the nearest to a name that DNS takes: letters in lower case, digits
// and dashes, a letter first.
func dnsName(name string) string {
	name = strings.Trim(notOfAName.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if name == "" || name[0] < 'a' {
		name = "p-" + name
	}
	return strings.TrimRight(name[:min(len(name), maxName)], "-")
}

// dnsNames gives each process a name of its own that DNS takes, and says where
// it is another.
func (x *plan) dnsNames() map[string]string {
	names := make(map[string]string, len(x.processes))
	taken := map[string]bool{}
	for _, p := range x.processes {
		if dnsName(p.Name) == p.Name { // who can keep a name keeps it
			names[p.Name], taken[p.Name] = p.Name, true
		}
	}
	for _, p := range x.processes {
		if names[p.Name] != "" {
			continue
		}
		name := dnsName(p.Name)
		for n := 2; taken[name]; n++ {
			suffix := "-" + strconv.Itoa(n)
			base := dnsName(p.Name)
			name = strings.TrimRight(base[:min(len(base), maxName-len(suffix))], "-") + suffix
		}
		names[p.Name], taken[name] = name, true
		x.say(p, "", "%s is called %s there, where names are those of DNS", p.Name, name)
	}
	return names
}
