package tui

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if os.Getenv(asScreen) != "" {
		beScreen()
		return
	}
	goleak.VerifyTestMain(m,
		// teatest waits for an interrupt until the end of the test binary.
		goleak.IgnoreTopFunction("github.com/charmbracelet/x/exp/teatest.NewTestModel.func2"))
}
