// Command tend runs the processes of a local stack and shows them on one
// screen. See README.md.
package main

import (
	_ "embed"
	"fmt"
	"os"

	"tend/internal/cli"
)

//go:embed config.example.toml
var example []byte

func main() {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tend: cannot tell the working folder:", err)
		os.Exit(1)
	}
	os.Exit(cli.Main(cli.System{
		Args: os.Args[1:], Environ: os.Environ(), Dir: dir,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Example: example,
	}))
}
