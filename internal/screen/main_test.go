package screen

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// asProgram is set where the test binary is a program that suspends itself.
const asProgram = "TEND_SCREEN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		suspendYourself()
		return
	}
	goleak.VerifyTestMain(m)
}
