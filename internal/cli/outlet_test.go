package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

func TestAnOutletWritesEverythingInOrder(t *testing.T) {
	defer goleak.VerifyNone(t)
	read, write := io.Pipe()
	got := make(chan string)
	go func() {
		var text bytes.Buffer
		for part := make([]byte, 1000); ; { // slowly
			n, err := read.Read(part)
			text.Write(part[:n])
			if err != nil {
				got <- text.String()
				return
			}
		}
	}()
	o := newOutlet(write)
	var want strings.Builder
	for i := range 200_000 { // more than it keeps
		line := fmt.Sprintf("line %d\n", i)
		want.WriteString(line)
		if _, err := o.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	write.Close()
	if text := <-got; text != want.String() {
		t.Errorf("%d bytes arrived of %d, or others", len(text), want.Len())
	}
}

func TestWhatHasComeIsWrittenWhenNothingFollows(t *testing.T) {
	defer goleak.VerifyNone(t)
	read, write := io.Pipe()
	o := newOutlet(write)
	for _, line := range []string{"one\n", "two\n"} {
		if _, err := o.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(line))
		if _, err := io.ReadFull(read, got); err != nil || string(got) != line {
			t.Fatalf("%q, %v", got, err)
		}
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

func TestNobodyWaitsForAnOutletThatCannotWrite(t *testing.T) {
	defer goleak.VerifyNone(t)
	read, write := io.Pipe()
	read.CloseWithError(syscall.EPIPE)
	o := newOutlet(write)
	var err error
	for err == nil {
		_, err = o.Write(make([]byte, outletSize))
	}
	if closed := o.Close(); !errors.Is(err, syscall.EPIPE) || !errors.Is(closed, syscall.EPIPE) {
		t.Errorf("%v, %v", err, closed)
	}
	if code := exitCode(0); !errors.As(unprinted(err), &code) || code != 141 {
		t.Errorf("nobody reads any more: %v", unprinted(err))
	}
}
