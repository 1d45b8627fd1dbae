package logring_test

import (
	"fmt"

	"tend/internal/logring"
)

func Example() {
	r := logring.New(1 << 20)
	r.Note("started")
	r.Write(logring.Stdout, []byte("compiling\r\nlinking  10%\rlinking 100%"))
	r.Write(logring.Stderr, []byte("one warning\n"))

	for _, l := range r.Read(0, 50).Lines {
		fmt.Println(l.Number, l.Stream, l.Text, l.Partial)
	}
	// Output:
	// 1 note started false
	// 2 stdout compiling false
	// 3 stderr one warning false
	// 4 stdout linking 100% true
}
