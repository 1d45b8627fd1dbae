package wire

import (
	"errors"
	"regexp"

	"tend/processcontrol"
)

// Spec is how a process is run. Its environment is complete, with what is secret
// in it.
type Spec struct {
	Name      string   `json:"name"`
	Command   []string `json:"command"` // the argument vector
	Dir       string   `json:"dir"`     // absolute
	Env       []string `json:"env"`     // KEY=VALUE
	TTY       bool     `json:"tty,omitempty"`
	Stop      StopSpec `json:"stop"`
	Daemon    *Daemon  `json:"daemon,omitempty"`
	Ready     *Probe   `json:"ready,omitempty"`
	Health    *Probe   `json:"health,omitempty"`
	Unhealthy string   `json:"unhealthy"` // what happens when the health stays bad
	Watchdog  Seconds  `json:"watchdog,omitempty"`
	Port      int      `json:"port,omitempty"`
	Limits    Limits   `json:"limits,omitzero"`
	Log       LogSpec  `json:"log"`
}

// StopSpec says how a process is asked to end.
type StopSpec struct {
	Signal  string   `json:"signal,omitempty"`
	Command []string `json:"command,omitempty"`
	Keys    string   `json:"keys,omitempty"` // typed into its terminal
	Grace   Seconds  `json:"grace"`          // until SIGKILL
}

// Daemon says that a process forks away.
type Daemon struct {
	PIDFile      string `json:"pid_file,omitempty"`
	SuccessCodes []int  `json:"success_codes,omitempty"`
}

// Probe is a question that is asked again and again. Exactly one of tcp, http,
// grpc, exec, log and notify is there.
type Probe struct {
	TCP       string            `json:"tcp,omitempty"`
	HTTP      string            `json:"http,omitempty"`
	GRPC      string            `json:"grpc,omitempty"`
	Exec      []string          `json:"exec,omitempty"`
	Log       *regexp.Regexp    `json:"log,omitempty"`
	Notify    bool              `json:"notify,omitempty"`
	Status    int               `json:"status,omitempty"`
	Body      *regexp.Regexp    `json:"body,omitempty"`
	Headers   map[string]string `json:"headers,omitempty"`
	Delay     Seconds           `json:"delay,omitempty"`
	Interval  Seconds           `json:"interval,omitempty"`
	Timeout   Seconds           `json:"timeout,omitempty"`
	Successes int               `json:"successes,omitempty"`
	Failures  int               `json:"failures,omitempty"`
}

// Limits bound a process and its descendants; what is not there has no bound.
type Limits struct {
	Memory    int64      `json:"memory,omitempty"` // bytes
	CPU       float64    `json:"cpu,omitempty"`    // percent of one core
	OpenFiles int        `json:"open_files,omitempty"`
	Processes int        `json:"processes,omitempty"`
	RunTime   Seconds    `json:"run_time,omitempty"`
	For       Seconds    `json:"for,omitempty"`
	Warn      float64    `json:"warn,omitempty"` // part of a bound
	Policy    string     `json:"policy"`
	Hard      HardLimits `json:"hard,omitzero"`
}

// HardLimits are enforced by the kernel.
type HardLimits struct {
	OpenFiles int     `json:"open_files,omitempty"`
	Memory    int64   `json:"memory,omitempty"`
	CPU       float64 `json:"cpu,omitempty"`
	Processes int     `json:"processes,omitempty"`
}

// LogSpec says how much output is kept, and where.
type LogSpec struct {
	Buffer  int64  `json:"buffer"` // bytes
	File    string `json:"file,omitempty"`
	MaxSize int64  `json:"max_size,omitempty"`
	Keep    int    `json:"keep,omitempty"`
}

func specOf(s *processcontrol.Spec) Spec {
	out := Spec{
		Name: s.Name, Command: list(s.Command), Dir: s.Dir, Env: list(s.Env), TTY: s.TTY,
		Stop:  StopSpec{signalOf(s.Stop.Signal), s.Stop.Command, s.Stop.Keys, seconds(s.Stop.Grace)},
		Ready: probeOf(s.Ready), Health: probeOf(s.Health), Unhealthy: s.Unhealthy.String(),
		Watchdog: seconds(s.Watchdog), Port: s.Port,
		Limits: Limits{
			s.Limits.Memory, s.Limits.CPU, s.Limits.OpenFiles, s.Limits.Processes, seconds(s.Limits.RunTime), seconds(s.Limits.For),
			s.Limits.Warn, s.Limits.Policy.String(),
			HardLimits{s.Limits.Hard.OpenFiles, s.Limits.Hard.Memory, s.Limits.Hard.CPU, s.Limits.Hard.Processes},
		},
		Log: LogSpec{s.Log.Buffer, s.Log.File, s.Log.MaxSize, s.Log.Keep},
	}
	if d := s.Daemon; d != nil {
		out.Daemon = &Daemon{d.PIDFile, d.SuccessCodes}
	}
	return out
}

func (s *Spec) value() (processcontrol.Spec, error) {
	out := processcontrol.Spec{
		Name: s.Name, Command: s.Command, Dir: s.Dir, Env: s.Env, TTY: s.TTY,
		Stop:  processcontrol.StopSpec{Command: s.Stop.Command, Keys: s.Stop.Keys, Grace: s.Stop.Grace.Duration()},
		Ready: s.Ready.value(), Health: s.Health.value(),
		Watchdog: s.Watchdog.Duration(), Port: s.Port,
		Limits: processcontrol.Limits{
			Memory: s.Limits.Memory, CPU: s.Limits.CPU, OpenFiles: s.Limits.OpenFiles, Processes: s.Limits.Processes,
			RunTime: s.Limits.RunTime.Duration(), For: s.Limits.For.Duration(), Warn: s.Limits.Warn,
			Hard: processcontrol.HardLimits{
				OpenFiles: s.Limits.Hard.OpenFiles, Memory: s.Limits.Hard.Memory, CPU: s.Limits.Hard.CPU, Processes: s.Limits.Hard.Processes,
			},
		},
		Log: processcontrol.LogSpec{Buffer: s.Log.Buffer, File: s.Log.File, MaxSize: s.Log.MaxSize, Keep: s.Log.Keep},
	}
	if d := s.Daemon; d != nil {
		out.Daemon = &processcontrol.Daemon{PIDFile: d.PIDFile, SuccessCodes: d.SuccessCodes}
	}
	var errs [3]error
	out.Stop.Signal, errs[0] = signalFrom(s.Stop.Signal)
	out.Unhealthy, errs[1] = parse[processcontrol.LimitPolicy]("policy", policyNames, s.Unhealthy)
	out.Limits.Policy, errs[2] = parse[processcontrol.LimitPolicy]("policy", policyNames, s.Limits.Policy)
	return out, errors.Join(errs[:]...)
}

func probeOf(p *processcontrol.Probe) *Probe {
	if p == nil {
		return nil
	}
	return &Probe{
		p.TCP, p.HTTP, p.GRPC, p.Exec, p.Log, p.Notify, p.Status, p.Body, p.Headers,
		seconds(p.Delay), seconds(p.Interval), seconds(p.Timeout), p.Successes, p.Failures,
	}
}

func (p *Probe) value() *processcontrol.Probe {
	if p == nil {
		return nil
	}
	return &processcontrol.Probe{
		TCP: p.TCP, HTTP: p.HTTP, GRPC: p.GRPC, Exec: p.Exec, Log: p.Log, Notify: p.Notify, Status: p.Status, Body: p.Body, Headers: p.Headers,
		Delay: p.Delay.Duration(), Interval: p.Interval.Duration(), Timeout: p.Timeout.Duration(), Successes: p.Successes, Failures: p.Failures,
	}
}
