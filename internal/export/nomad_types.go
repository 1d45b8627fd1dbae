package export

import "time"

// The parts of a job that tend has something to say about, as Nomad's HTTP API
// has them in JSON. A duration is a number of nanoseconds.

type nomadSubmission struct {
	Job nomadJob
}

type nomadJob struct {
	ID               string
	Name             string
	Type             string // service or batch
	Datacenters      []string
	Periodic         *nomadPeriodic `json:",omitempty"`
	ParameterizedJob *struct{}      `json:",omitempty"`
	TaskGroups       []nomadGroup
}

type nomadPeriodic struct {
	Enabled         bool
	SpecType        string
	Spec            string
	TimeZone        string `json:",omitempty"`
	ProhibitOverlap bool
}

type nomadGroup struct {
	Name             string
	Count            int
	Meta             map[string]string `json:",omitempty"`
	ReschedulePolicy nomadReschedule
	EphemeralDisk    *nomadDisk     `json:",omitempty"`
	Networks         []nomadNetwork `json:",omitempty"`
	Services         []nomadService `json:",omitempty"`
	Tasks            []nomadTask
}

type nomadReschedule struct {
	Attempts  int
	Unlimited bool
}

type nomadDisk struct {
	SizeMB int
}

type nomadNetwork struct {
	ReservedPorts []nomadPort
}

type nomadPort struct {
	Label string
	Value int
}

type nomadService struct {
	Name      string
	Provider  string
	PortLabel string
	Address   string       `json:",omitempty"`
	Checks    []nomadCheck `json:",omitempty"`
}

type nomadCheck struct {
	Name         string
	Type         string // tcp or http
	PortLabel    string
	Path         string              `json:",omitempty"`
	Protocol     string              `json:",omitempty"`
	Header       map[string][]string `json:",omitempty"`
	Interval     time.Duration
	Timeout      time.Duration
	CheckRestart *nomadCheckRestart `json:",omitempty"`
}

type nomadCheckRestart struct {
	Limit int
	Grace time.Duration
}

type nomadTask struct {
	Name          string
	Driver        string
	Lifecycle     *nomadLifecycle `json:",omitempty"`
	Config        nomadCommand
	Env           map[string]string `json:",omitempty"`
	KillSignal    string
	KillTimeout   time.Duration
	RestartPolicy nomadRestart
	Resources     *nomadResources `json:",omitempty"`
	LogConfig     *nomadLog       `json:",omitempty"`
}

type nomadLifecycle struct {
	Hook    string
	Sidecar bool
}

type nomadCommand struct {
	Command string   `json:"command"`
	Args    []string `json:"args"`
}

type nomadRestart struct {
	Attempts int
	Interval time.Duration
	Delay    time.Duration
	Mode     string
}

type nomadResources struct {
	MemoryMB int64
}

type nomadLog struct {
	MaxFiles      int
	MaxFileSizeMB int
}
