package cli

import (
	"fmt"
	"io"

	"tend/internal/adopt"
	"tend/internal/config"
)

// teach says what to do where there is no configuration: most who see this have
// never written one.
func teach(out io.Writer, missing *config.NotFoundError) {
	advice := `"tend init" writes one to start with.`
	if found := adopt.Find(missing.Dir); len(found) > 0 {
		advice = fmt.Sprintf(`%s is here: "tend init" makes a %s of it.`, found[0].Name, config.FileName)
	}
	fmt.Fprintf(out, `tend: %s

%s By hand, two lines are enough:

  [processes.web]
  command = "npm run dev"

"tend demo" shows what it is like, and needs nothing; -c FILE names a file elsewhere.
`, missing, advice)
}
