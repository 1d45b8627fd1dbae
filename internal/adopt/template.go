package adopt

// Template is a tend.toml for a folder in which there is nothing to make one of.
// It runs as it is.
func Template() []byte { return []byte(template) }

const template = `# What runs here. "tend" starts it and shows it, "tend check" says whether this
# file is right, "tend demo --print" shows every key there is.

#env_file = ".env"               # variables for every process

# A process is a table with a command. This one only shows that it works.
[processes.hello]
command = '''
echo "hello from tend: put your own command here"
while :; do sleep 10; date; done
'''

# The next ones are examples: take away the # and change what you like.

#[processes.db]
#command = "postgres -D data"
#ready = { tcp = "localhost:5432" }  # ready once somebody answers there
#stop = { signal = "SIGINT", grace = "15s" }

#[processes.web]
#command = "npm run dev"
#dir = "web"                     # else this folder
#env = { NODE_ENV = "development" }
#depends_on = ["db"]             # starts once db is ready
#restart = "on-failure"          # never (the default), on-failure or always
`
