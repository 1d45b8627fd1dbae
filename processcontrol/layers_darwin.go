package processcontrol

func layersHere() (layers []Layer, escapes string) {
	return []Layer{
		{"control groups", false, "macOS has none"},
		{"subreaper", false, "macOS has none"},
		{"process table", true, "descendants, groups and sessions, and TEND_COOKIE in the environment of orphans"},
		{"pidfd", false, "macOS has none: a process is compared right before it is signalled"},
	}, "a process that forks away, begins a session and clears its environment"
}
