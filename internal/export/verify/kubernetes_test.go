package verify

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/yaml"
	strict "sigs.k8s.io/yaml"
)

// Every document is an object of Kubernetes' API, without a field that the API
// has not, and with names and labels that it takes.
func TestKubernetesTakesIt(t *testing.T) {
	count := map[string]int{}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(read(t, "kubernetes", "kubernetes.yaml"))))
	for {
		text, err := documents.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var kind metav1.TypeMeta
		if err := strict.Unmarshal(text, &kind); err != nil {
			t.Fatal(err)
		}
		count[kind.APIVersion+" "+kind.Kind]++
		checkObject(t, kind, text)
	}
	for _, kind := range []string{"v1 Secret", "v1 Service", "apps/v1 Deployment", "batch/v1 Job", "batch/v1 CronJob"} {
		if count[kind] == 0 {
			t.Errorf("there is no %s among %v", kind, count)
		}
	}
}

func checkObject(t *testing.T, kind metav1.TypeMeta, text []byte) {
	t.Helper()
	decode := func(into any) {
		t.Helper()
		if err := strict.UnmarshalStrict(text, into); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	switch kind.Kind {
	case "Secret":
		var o corev1.Secret
		decode(&o)
		checkMeta(t, o.ObjectMeta)
	case "Service":
		var o corev1.Service
		decode(&o)
		checkMeta(t, o.ObjectMeta)
		for _, problem := range validation.IsDNS1035Label(o.Name) {
			t.Errorf("service %s: %s", o.Name, problem)
		}
		for _, p := range o.Spec.Ports {
			for _, problem := range append(validation.IsValidPortName(p.Name), validation.IsValidPortNum(int(p.Port))...) {
				t.Errorf("service %s, port %s: %s", o.Name, p.Name, problem)
			}
		}
	case "Deployment":
		var o appsv1.Deployment
		decode(&o)
		checkMeta(t, o.ObjectMeta)
		checkPod(t, o.Name, o.Spec.Template, corev1.RestartPolicyAlways)
		for name, value := range o.Spec.Selector.MatchLabels {
			if o.Spec.Template.Labels[name] != value {
				t.Errorf("deployment %s: its pods have no label %s=%s", o.Name, name, value)
			}
		}
	case "Job":
		var o batchv1.Job
		decode(&o)
		checkMeta(t, o.ObjectMeta)
		checkPod(t, o.Name, o.Spec.Template, corev1.RestartPolicyNever, corev1.RestartPolicyOnFailure)
	case "CronJob":
		var o batchv1.CronJob
		decode(&o)
		checkMeta(t, o.ObjectMeta)
		checkPod(t, o.Name, o.Spec.JobTemplate.Spec.Template, corev1.RestartPolicyNever, corev1.RestartPolicyOnFailure)
	default:
		t.Errorf("a %s is not expected", kind.Kind)
	}
}

func checkMeta(t *testing.T, m metav1.ObjectMeta) {
	t.Helper()
	for _, problem := range validation.IsDNS1123Label(m.Name) {
		t.Errorf("name %q: %s", m.Name, problem)
	}
	for name, value := range m.Labels {
		for _, problem := range append(validation.IsQualifiedName(name), validation.IsValidLabelValue(value)...) {
			t.Errorf("%s: label %s=%s: %s", m.Name, name, value, problem)
		}
	}
}

// checkPod looks at what the API checks beyond the types.
func checkPod(t *testing.T, name string, pod corev1.PodTemplateSpec, restarts ...corev1.RestartPolicy) {
	t.Helper()
	allowed := false
	for _, policy := range restarts {
		allowed = allowed || pod.Spec.RestartPolicy == policy
	}
	if !allowed || len(pod.Spec.Containers) != 1 {
		t.Fatalf("%s: its pod cannot be %+v", name, pod.Spec)
	}
	if deadline := pod.Spec.ActiveDeadlineSeconds; deadline != nil && pod.Spec.RestartPolicy == corev1.RestartPolicyAlways {
		t.Errorf("%s: a deployment has no deadline", name)
	}
	c := pod.Spec.Containers[0]
	if c.Image == "" || len(c.Command) == 0 {
		t.Errorf("%s: there is no image or no command: %+v", name, c)
	}
	for _, v := range c.Env {
		for _, problem := range validation.IsEnvVarName(v.Name) {
			t.Errorf("%s: variable %s: %s", name, v.Name, problem)
		}
	}
	for what, probe := range map[string]*corev1.Probe{"startup": c.StartupProbe, "readiness": c.ReadinessProbe, "liveness": c.LivenessProbe} {
		if probe == nil {
			continue
		}
		if probe.PeriodSeconds < 1 || probe.TimeoutSeconds < 1 || probe.FailureThreshold < 1 {
			t.Errorf("%s: %s probe %+v: each has to be 1 at least", name, what, probe)
		}
		if what != "readiness" && probe.SuccessThreshold > 1 {
			t.Errorf("%s: %s probe: successThreshold has to be 1", name, what)
		}
	}
}
