package ctlseq

import (
	"os"
	"path/filepath"
	"testing"
)

// recording is what a program wrote to a terminal of 80×24.
func recording(t testing.TB, program string) []byte {
	t.Helper()
	output, err := os.ReadFile(filepath.Join("..", "testdata", "recorded", program+".raw"))
	if err != nil {
		t.Fatal(err)
	}
	return output
}

// heardIn returns a Responder that has seen some output, and its answers.
func heardIn(output ...string) (r *Responder, answers string) {
	r = new(Responder)
	for _, s := range output {
		answers += string(r.Scan([]byte(s)))
	}
	return r, answers
}
