package export

// The parts of Kubernetes' objects that tend has something to say about, in the
// order in which they are read best.

type kubeMeta struct {
	Name   string            `yaml:"name,omitempty"`
	Labels map[string]string `yaml:"labels"`
}

// kubeObject is what all objects have.
type kubeObject struct {
	APIVersion string   `yaml:"apiVersion"`
	Kind       string   `yaml:"kind"`
	Metadata   kubeMeta `yaml:"metadata"`
}

type kubeSecret struct {
	kubeObject `yaml:",inline"`
	StringData map[string]string `yaml:"stringData"`
}

type kubeService struct {
	kubeObject `yaml:",inline"`
	Spec       struct {
		Selector map[string]string `yaml:"selector"`
		Ports    []kubePort        `yaml:"ports"`
	} `yaml:"spec"`
}

type kubePort struct {
	Name string `yaml:"name"`
	Port int    `yaml:"port"`
}

type kubeDeployment struct {
	kubeObject `yaml:",inline"`
	Spec       struct {
		Replicas int `yaml:"replicas"`
		Strategy struct {
			Type string `yaml:"type"`
		} `yaml:"strategy"`
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		} `yaml:"selector"`
		Template kubeTemplate `yaml:"template"`
	} `yaml:"spec"`
}

type kubeJob struct {
	kubeObject `yaml:",inline"`
	Spec       kubeJobSpec `yaml:"spec"`
}

type kubeJobSpec struct {
	Suspend      bool         `yaml:"suspend,omitempty"`
	BackoffLimit int          `yaml:"backoffLimit"`
	Template     kubeTemplate `yaml:"template"`
}

type kubeCronJob struct {
	kubeObject `yaml:",inline"`
	Spec       kubeCronSpec `yaml:"spec"`
}

type kubeCronSpec struct {
	Schedule          string `yaml:"schedule"`
	TimeZone          string `yaml:"timeZone,omitempty"`
	Suspend           bool   `yaml:"suspend,omitempty"`
	ConcurrencyPolicy string `yaml:"concurrencyPolicy"`
	JobTemplate       struct {
		Spec kubeJobSpec `yaml:"spec"`
	} `yaml:"jobTemplate"`
}

type kubeTemplate struct {
	Metadata kubeMeta `yaml:"metadata"`
	Spec     kubePod  `yaml:"spec"`
}

type kubePod struct {
	RestartPolicy         string          `yaml:"restartPolicy"`
	GracePeriod           int64           `yaml:"terminationGracePeriodSeconds"`
	ActiveDeadlineSeconds int64           `yaml:"activeDeadlineSeconds,omitempty"`
	Containers            []kubeContainer `yaml:"containers"`
}

type kubeContainer struct {
	Name           string         `yaml:"name"`
	Image          string         `yaml:"image"`
	Command        []string       `yaml:"command"`
	TTY            bool           `yaml:"tty,omitempty"`
	Stdin          bool           `yaml:"stdin,omitempty"`
	EnvFrom        []kubeEnvFrom  `yaml:"envFrom,omitempty"`
	Env            []kubeVar      `yaml:"env,omitempty"`
	Ports          []kubeListen   `yaml:"ports,omitempty"`
	StartupProbe   *kubeProbe     `yaml:"startupProbe,omitempty"`
	ReadinessProbe *kubeProbe     `yaml:"readinessProbe,omitempty"`
	LivenessProbe  *kubeProbe     `yaml:"livenessProbe,omitempty"`
	Lifecycle      *kubeLifecycle `yaml:"lifecycle,omitempty"`
	Resources      *kubeResources `yaml:"resources,omitempty"`
}

type kubeEnvFrom struct {
	SecretRef struct {
		Name string `yaml:"name"`
	} `yaml:"secretRef"`
}

type kubeVar struct {
	Name  string `yaml:"name"`
	Value string `yaml:"value"`
}

type kubeListen struct {
	ContainerPort int `yaml:"containerPort"`
}

type kubeProbe struct {
	HTTPGet             *kubeGet  `yaml:"httpGet,omitempty"`
	TCPSocket           *kubeTCP  `yaml:"tcpSocket,omitempty"`
	GRPC                *kubeGRPC `yaml:"grpc,omitempty"`
	Exec                *kubeExec `yaml:"exec,omitempty"`
	InitialDelaySeconds int64     `yaml:"initialDelaySeconds,omitempty"`
	PeriodSeconds       int64     `yaml:"periodSeconds"`
	TimeoutSeconds      int64     `yaml:"timeoutSeconds"`
	SuccessThreshold    int       `yaml:"successThreshold,omitempty"`
	FailureThreshold    int       `yaml:"failureThreshold"`
}

type kubeGet struct {
	Host        string    `yaml:"host,omitempty"`
	Port        int       `yaml:"port"`
	Path        string    `yaml:"path"`
	Scheme      string    `yaml:"scheme,omitempty"`
	HTTPHeaders []kubeVar `yaml:"httpHeaders,omitempty"`
}

type kubeTCP struct {
	Host string `yaml:"host,omitempty"`
	Port int    `yaml:"port"`
}

type kubeGRPC struct {
	Port    int    `yaml:"port"`
	Service string `yaml:"service,omitempty"`
}

type kubeExec struct {
	Command []string `yaml:"command"`
}

type kubeLifecycle struct {
	PreStop struct {
		Exec kubeExec `yaml:"exec"`
	} `yaml:"preStop"`
}

type kubeResources struct {
	Limits struct {
		CPU    string `yaml:"cpu,omitempty"`
		Memory string `yaml:"memory,omitempty"`
	} `yaml:"limits"`
}
