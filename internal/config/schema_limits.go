package config

import "tend/processcontrol"

// limitKeys say what a process may use.
func limitKeys() []key {
	return []key{
		{path: "processes.*.limits", kind: kindTable, meaning: "What the process may use, taken together with all it started.", aka: []string{"limit", "resources"}},
		{path: "processes.*.limits.memory", kind: kindSize, absent: "no limit", meaning: "Resident memory.", aka: []string{"mem", "ram"}, flat: []string{"max_memory_restart", "mem_limit", "memory_max", "memorymax"}},
		{path: "processes.*.limits.cpu", kind: kindPercent, absent: "no limit", meaning: "Percent of one core: 150% is one and a half.", aka: []string{"cpus"}, flat: []string{"cpus", "cpu_quota", "cpuquota"}},
		{path: "processes.*.limits.open_files", kind: kindInt, absent: "no limit", meaning: "Open files, all of them together.", aka: []string{"files", "nofile"}},
		{path: "processes.*.limits.processes", kind: kindInt, absent: "no limit", meaning: "Processes."},
		{path: "processes.*.limits.run_time", kind: kindDuration, absent: "no limit", meaning: "How long one run may last; for is not waited for.", aka: []string{"runtime", "timeout"}, flat: []string{"runtime_max_sec", "runtimemaxsec"}},
		{path: "processes.*.limits.for", kind: kindDuration, def: "10s", meaning: "How long a limit has to be broken before something is done."},
		{path: "processes.*.limits.warn", kind: kindPercent, most: 100, def: "80%", meaning: "The part of a limit from which on a warning is shown; 0% is none.", aka: []string{"warning", "warn_at", "threshold"}},
		{path: "processes.*.limits.policy", kind: kindPolicy, def: processcontrol.LimitLog.String(), meaning: "What is done then: it is said in the log and on the screen, or the process is started again, whatever restart says, or stopped, or killed.", aka: []string{"action"}},
		{path: "processes.*.limits.hard", kind: kindTable, meaning: "What the kernel enforces, whatever the policy: beyond it, things fail within the process.", aka: []string{"rlimit", "rlimits", "ulimit", "ulimits"}},
		{path: "processes.*.limits.hard.open_files", kind: kindInt, least: leastFiles, absent: "no limit of tend's", meaning: "Open files of the process, and of each one that it starts.", aka: []string{"files", "nofile"}, flat: []string{"limit_nofile", "limitnofile"}},
		{path: "processes.*.limits.hard.memory", kind: kindSize, least: leastMemory, absent: "no limit of tend's", meaning: "Memory of all taken together; beyond it the kernel kills. Needs a writable cgroup v2.", aka: []string{"mem", "ram"}},
		{path: "processes.*.limits.hard.cpu", kind: kindPercent, absent: "no limit of tend's", meaning: "Percent of one core; beyond it all have to wait. Needs a writable cgroup v2."},
		{path: "processes.*.limits.hard.processes", kind: kindInt, absent: "no limit of tend's", meaning: "Processes and threads; beyond it none can be started. Needs a writable cgroup v2.", aka: []string{"pids", "nproc"}, flat: []string{"pids_limit", "tasks_max", "tasksmax"}},
	}
}

// logKeys say what becomes of the output of a process.
func logKeys() []key {
	return []key{
		{path: "processes.*.log", kind: kindTable, meaning: "How much output is kept, and where.", aka: []string{"logs", "logging", "output"}},
		{path: "processes.*.log.buffer", kind: kindSize, def: "8MiB", least: leastBuffer, meaning: "Output kept in memory; with a file, 1MiB at least.", aka: []string{"size"}},
		{path: "processes.*.log.file", kind: kindPath, absent: "memory only", meaning: "A file that output is appended to as well, without colours. No two processes have the same.", aka: []string{"path", "location"}, flat: []string{"log_file", "log_location", "stdout_logfile", "out_file"}},
		{path: "processes.*.log.max_size", kind: kindSize, def: "10MiB", least: fileUnit, unit: fileUnit, meaning: "How large the file may be, in whole MiB: then it is put aside under another name, and a new one begun.", aka: []string{"max_size_mb"}, flat: []string{"stdout_logfile_maxbytes"}},
		{path: "processes.*.log.keep", kind: kindInt, def: int64(3), least: 1, meaning: "How many of those put aside are kept.", aka: []string{"max_file", "max_files", "max_backups"}, flat: []string{"stdout_logfile_backups"}},
	}
}
