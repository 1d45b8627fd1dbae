package export

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"

	"tend/internal/config"
	"tend/manager"
)

// kubernetes is a stack as objects.
type kubernetes struct {
	*plan
	names     map[string]string // of the processes, as DNS takes them
	documents []any
	private   bool
}

// writeKubernetes writes for each process what runs it: a Deployment, a Job or a
// CronJob; and a Service and a Secret where there is something for them.
func writeKubernetes(x *plan) {
	k := &kubernetes{plan: x, names: x.dnsNames()}
	for _, p := range x.processes {
		k.process(p)
	}
	x.sayImages()
	x.next = "kubectl apply -f FILE"
	if len(x.processes) > 1 {
		x.sayAt("processes", "each is a pod of its own: they reach each other by the names of their Services, not at localhost")
	}
	comment := fmt.Sprintf("# Made of %s by tend export kubernetes.\n", oneLine(x.cfg.Stack.Source))
	x.add(x.engine.file, yamlText(comment, k.documents...), k.private)
}

func (k *kubernetes) object(version, kind string, p *process) kubeObject {
	return kubeObject{APIVersion: version, Kind: kind, Metadata: kubeMeta{Name: k.names[p.Name], Labels: k.labels(p)}}
}

var notOfALabel = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// maxLabel is the longest value of a label.
const maxLabel = 63

// labelValue is the nearest to a text that a label takes.
func labelValue(s string) string {
	s = notOfALabel.ReplaceAllString(s, "-")
	return strings.Trim(s[:min(len(s), maxLabel)], "-._")
}

// selector are the labels by which the pods of a process are found.
func (k *kubernetes) selector(p *process) map[string]string {
	return map[string]string{
		"app.kubernetes.io/name":    k.names[p.Name],
		"app.kubernetes.io/part-of": labelValue(k.cfg.Stack.Name),
	}
}

func (k *kubernetes) labels(p *process) map[string]string {
	labels := k.selector(p)
	if p.Group != "" {
		labels["app.kubernetes.io/component"] = labelValue(p.Group)
	}
	return labels
}

// process adds the objects of a process.
func (k *kubernetes) process(p *process) {
	vars := k.variables(p)
	k.private = k.private || len(vars) > 0
	k.copyOf(vars)
	k.sayUnset(p)
	k.sayProfiles(p)
	c := k.container(p, vars)
	if secret := k.secret(p, vars); secret != nil {
		k.documents = append(k.documents, secret)
		from := kubeEnvFrom{}
		from.SecretRef.Name = secret.Metadata.Name
		c.EnvFrom = []kubeEnvFrom{from}
	}
	if all := ports(p); len(all) > 0 {
		service := &kubeService{kubeObject: k.object("v1", "Service", p)}
		service.Spec.Selector = k.selector(p)
		for _, port := range all {
			c.Ports = append(c.Ports, kubeListen{ContainerPort: port})
			service.Spec.Ports = append(service.Spec.Ports, kubePort{Name: portLabel(port), Port: port})
		}
		k.documents = append(k.documents, service)
	}
	k.documents = append(k.documents, k.workload(p, c))
}

// secret has the values of env files, nil if there are none.
func (k *kubernetes) secret(p *process, vars []config.Var) *kubeSecret {
	data := map[string]string{}
	for _, v := range vars {
		if v.File != "" {
			data[v.Name] = v.Value
		}
	}
	if len(data) == 0 {
		return nil
	}
	return &kubeSecret{kubeObject: k.object("v1", "Secret", p), StringData: data}
}

// unexpanded keeps Kubernetes from filling in $(NAME).
func unexpanded(s string) string {
	if strings.Contains(s, "$(") || strings.Contains(s, "$$") {
		return strings.ReplaceAll(s, "$", "$$")
	}
	return s
}

func unexpandedAll(all []string) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = unexpanded(s)
	}
	return out
}

// ends reports whether a process is there to end: others wait for that, it comes
// again at its times, or it is not always started again and has nothing that
// servers have.
func ends(p *process) bool {
	serves := p.Ready != nil || p.Health != nil || p.Watchdog > 0 || p.Port != 0 || p.Daemon != nil
	return p.awaited || p.scheduled() || p.given["restart"] && p.Restart != manager.RestartAlways && !serves
}

// workload is what runs the container.
func (k *kubernetes) workload(p *process, c kubeContainer) any {
	template := kubeTemplate{Metadata: kubeMeta{Labels: k.labels(p)}}
	template.Spec = kubePod{RestartPolicy: "Always", GracePeriod: k.whole(p, "stop.grace", p.Stop.Grace), Containers: []kubeContainer{c}}
	k.runTime(&template.Spec, p)
	if ends(p) {
		return k.job(p, template)
	}
	if p.Restart != manager.RestartAlways {
		if p.given["restart"] {
			k.say(p, "restart", "a Deployment starts it again however it ends")
		} else {
			k.sayAt("restart", "a Deployment starts a process again however it ends, also with the default of tend, which is never")
		}
	}
	if p.given["backoff.give_up"] {
		k.say(p, "backoff.give_up", "a Deployment never gives up; left out")
	}
	d := &kubeDeployment{kubeObject: k.object("apps/v1", "Deployment", p)}
	if p.Autostart {
		d.Spec.Replicas = 1
	}
	d.Spec.Strategy.Type = "Recreate" // as tend, which never runs a process twice
	d.Spec.Selector.MatchLabels = k.selector(p)
	d.Spec.Template = template
	return d
}

// job is what runs a process that ends by itself.
func (k *kubernetes) job(p *process, template kubeTemplate) any {
	spec := kubeJobSpec{Suspend: !p.Autostart, Template: template}
	spec.Template.Spec.RestartPolicy = "Never"
	if p.restarts() {
		spec.Template.Spec.RestartPolicy = "OnFailure"
		spec.BackoffLimit = p.Backoff.GiveUp
		if spec.BackoffLimit == 0 {
			spec.BackoffLimit = math.MaxInt32
		}
	}
	if !p.scheduled() {
		return &kubeJob{kubeObject: k.object("batch/v1", "Job", p), Spec: spec}
	}
	spec.Suspend = false // the CronJob is
	job := &kubeCronJob{kubeObject: k.object("batch/v1", "CronJob", p)}
	t := timesOf(p.Schedule)
	fields, ok := t.cron()
	switch {
	case !ok:
		k.say(p, scheduleKey(p), "Kubernetes only has the times of a calendar; left out: the CronJob is suspended")
		fields = "@yearly"
	case t.every > 0:
		k.say(p, scheduleKey(p), "Kubernetes starts it at the times %q, the first time not at once", fields)
	}
	job.Spec = kubeCronSpec{Schedule: fields, TimeZone: t.zone, Suspend: !p.Autostart || !ok, ConcurrencyPolicy: "Forbid"}
	job.Spec.JobTemplate.Spec = spec
	return job
}

// runTime bounds how long a run lasts.
func (k *kubernetes) runTime(pod *kubePod, p *process) {
	switch limit := p.Limits.RunTime; {
	case limit == 0:
	case !p.acts():
		k.say(p, "limits.run_time", `Kubernetes does not report it, as policy = "log" does; left out`)
	case !ends(p):
		k.say(p, "limits.run_time", "a Deployment has nothing like it; left out")
	default:
		pod.ActiveDeadlineSeconds = k.whole(p, "limits.run_time", limit)
		k.sayPolicy(p, p.restarts())
	}
}

// container is the process itself.
func (k *kubernetes) container(p *process, vars []config.Var) kubeContainer {
	c := kubeContainer{Name: k.names[p.Name], Image: p.image, Command: unexpandedAll(p.Command), TTY: p.TTY, Stdin: p.TTY}
	for _, v := range notFromFiles(vars) {
		c.Env = append(c.Env, kubeVar{v.Name, unexpanded(v.Value)})
	}
	k.probes(&c, p)
	if command := p.Stop.Command; command != nil && p.Daemon == nil {
		c.Lifecycle = &kubeLifecycle{}
		c.Lifecycle.PreStop.Exec.Command = command // in which nothing is filled in
		k.say(p, "stop.command", "Kubernetes sends the signal as soon as the command has ended")
	}
	memory, cpu := k.kernelMemory(p, p.restarts() || !ends(p)), p.Limits.Hard.CPU
	if memory > 0 || cpu > 0 {
		c.Resources = &kubeResources{}
	}
	if memory > 0 {
		c.Resources.Limits.Memory = bytesIn(memory, "", "Ki", "Mi", "Gi")
	}
	if cpu > 0 {
		c.Resources.Limits.CPU = fmt.Sprintf("%dm", int64(math.Ceil(cpu*10)))
	}
	return c
}

// whole is a duration in seconds, of which there have to be whole ones.
func (k *kubernetes) whole(p *process, key string, d time.Duration) int64 {
	n := int64((d + time.Second - 1) / time.Second)
	if time.Duration(n)*time.Second != d {
		k.say(p, key, "Kubernetes takes whole seconds: %ds", n)
	}
	return n
}
