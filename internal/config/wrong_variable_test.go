package config

import "testing"

// Variables that are not there, and what comes of it.
func TestWrongVariable(t *testing.T) {
	checkProblems(t, []wrong{
		{"in a command", `[processes.api]
command = [
  "run",
  "${PROT}",
]
port = 80
`,
			`tend.toml:4: processes.api: command[1] uses ${PROT}, which is not set: set it, or say what to take instead, as in ${PROT:-default} (did you mean ${PORT}?)`},
		{"in several places", `env_file = "${A}.env"
path = ["/bin", "${B}"]
[processes.api]
command = ["${C} ${D}"]
dir = "${E}"
stop.command = ["${F}"]
log.file = "${G}"
watch = ["${H}"]
ready = { exec = ["${I}"] }
health = { http = "http://${J}/", headers = { X = "${K}" } }
hooks.ready = ["${L}"]
`,
			`tend.toml:1: env_file uses ${A}, which is not set: set it, or say what to take instead, as in ${A:-default}`},
		{"in several places, with the variables of the file", `path = ["/bin", "${B}"]
[processes.api]
command = ["${C} ${D}"]
dir = "${E}"
stop.command = ["${F}"]
log.file = "${G}"
watch = ["${H}"]
ready = { exec = ["${I}"] }
health = { http = "http://${J}/", headers = { X = "${K}" } }
hooks.ready = ["${L}"]
`,
			`tend.toml:1: path[1] uses ${B}, which is not set: set it, or say what to take instead, as in ${B:-default}
tend.toml:3: processes.api: command[0] uses ${C}, which is not set: set it, or say what to take instead, as in ${C:-default}
tend.toml:3: processes.api: command[0] uses ${D}, which is not set: set it, or say what to take instead, as in ${D:-default}
tend.toml:4: processes.api: dir uses ${E}, which is not set: set it, or say what to take instead, as in ${E:-default}
tend.toml:5: processes.api.stop: command[0] uses ${F}, which is not set: set it, or say what to take instead, as in ${F:-default}
tend.toml:6: processes.api.log: file uses ${G}, which is not set: set it, or say what to take instead, as in ${G:-default}
tend.toml:7: processes.api: watch uses ${H}, which is not set: set it, or say what to take instead, as in ${H:-default}
tend.toml:8: processes.api.ready: exec[0] uses ${I}, which is not set: set it, or say what to take instead, as in ${I:-default}
tend.toml:9: processes.api.health: http uses ${J}, which is not set: set it, or say what to take instead, as in ${J:-default}
tend.toml:9: processes.api.health.headers: X uses ${K}, which is not set: set it, or say what to take instead, as in ${K:-default}
tend.toml:10: processes.api.hooks: ready[0] uses ${L}, which is not set: set it, or say what to take instead, as in ${L:-default}`},
		{"with a message", `[processes.api]
command = ["run", "${KEY:?get one from the office}"]
`,
			`tend.toml:2: processes.api: command[1] needs the variable KEY: get one from the office`},
		{"that is none", `[processes.api]
command = ["sh", "-c", "echo ${#x}"]
`,
			`tend.toml:2: processes.api: command[2] has "${#x}" in it, which is no variable: it takes ${NAME}, ${NAME:-default} or ${NAME:?message}, and $${ for ${ itself`},
		{"of the same table", api + `env = { A = "1", B = "${A}" }`,
			`tend.toml:3: processes.api.env: B uses ${A}, which is set in the same table: a value may use what is set outside of it, in files and tables before`},
		{"that is taken away", `env.HOME = false
[processes.api]
command = ["${HOME}"]
`,
			`tend.toml:3: processes.api: command[0] uses ${HOME}, which is not set: set it, or say what to take instead, as in ${HOME:-default}`},
		{"of a hook, in a list", api + `hooks.failed = ["echo", "${TEND_REASON}"]`,
			`tend.toml:3: processes.api.hooks: failed[1] uses ${TEND_REASON}, which is not set: set it, or say what to take instead, as in ${TEND_REASON:-default}`},
		{"of the process, where its folder is decided", api + `dir = "${D}"
env.D = "."
`,
			`tend.toml:3: processes.api: dir uses ${D}, which is not set: set it, or say what to take instead, as in ${D:-default}`},
		{"whose mistake is one mistake", `[processes.api]
command = ["${A}", "${B}", "${C}"]
env = { A = "${NONE}", B = [] }
ready.tcp = "localhost:${A}"
env_file = "good.env"
[processes.db]
command = ["${FROM_FILE}"]
env_file = "none.env"
[processes.web]
command = ["${PORT}"]
port = "atuo"
`,
			`tend.toml:2: processes.api: command[2] uses ${C}, which is not set: set it, or say what to take instead, as in ${C:-default}
tend.toml:3: processes.api.env: B must be a string, not a list
tend.toml:3: processes.api.env: A uses ${NONE}, which is not set: set it, or say what to take instead, as in ${NONE:-default}
tend.toml:8: processes.db: env_file none.env does not exist
tend.toml:11: processes.web: port must be a port, such as 3000, or "auto", not "atuo" (did you mean "auto"?)`},
		{"that makes no program", `env.EMPTY = ""
[processes.api]
command = ["${EMPTY}"]
dir = "${EMPTY}"
`,
			`tend.toml:3: processes.api: command[0] must not be empty
tend.toml:4: processes.api: dir must not be empty`},
		{"that makes no address", `env = { HOST = "a b", LINES = "1\n2", NOTHING = "" }
[processes.api]
command = "run"
ready = { http = "http://${HOST}:80/", headers = { X = "${LINES}" } }
health = { tcp = "localhost:${NOTHING}" }
[processes.db]
command = "run"
ready.grpc = "${NOTHING}"
`,
			`tend.toml:4: processes.api.ready: http must be a URL such as "http://localhost:8080/healthz", not "http://a b:80/"
tend.toml:4: processes.api.ready.headers: X must be one line without control characters, not "1\n2"
tend.toml:5: processes.api.health: tcp must end in a port from 1 to 65535, not in ""
tend.toml:8: processes.db.ready: grpc must be host:port or host:port/service, such as "localhost:50051/shop.Orders", not ""`},
		{"that makes no folder", `env.D = "no/where"
[processes.api]
command = "run"
dir = "${D}"
replicas = 3
`,
			`tend.toml:4: processes.api: working folder BASE/no/where does not exist`},
		{"that makes several folders of one", `env.D = "/a:/b"
path = "${D}"
` + api,
			`tend.toml:2: path must not contain ':', as /a:/b does: give each folder as an element of a list`},
	})
}
