package proctable

import (
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// listen opens a listening socket, or skips the test where there is no such
// address.
func listen(t *testing.T, address string) int {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

// on returns the sockets of that port.
func on(all []Listener, port int) []Listener {
	return slices.DeleteFunc(slices.Clone(all), func(l Listener) bool { return l.Port != port })
}

func TestListeningFindsEveryAddress(t *testing.T) {
	for _, address := range []string{"127.0.0.1:0", "127.0.0.9:0", "[::1]:0", ":0", "0.0.0.0:0"} {
		t.Run(address, func(t *testing.T) {
			port := listen(t, address)
			// A connection is none.
			conn, err := net.Dial("tcp", strings.Replace(address, ":0", ":"+strconv.Itoa(port), 1))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			all, _, err := Listening()
			if err != nil {
				t.Skip(err)
			}
			found := on(all, port)
			if len(found) != 1 || found[0].UID != os.Getuid() && found[0].UID != -1 {
				t.Fatalf("%+v", found)
			}
			if found[0].PID == 0 {
				held := Sockets(os.Getpid(), func(inode uint64) bool { return inode == found[0].Inode })
				if !slices.Equal(held, []uint64{found[0].Inode}) {
					t.Errorf("this process has %v, want %d", held, found[0].Inode)
				}
			} else if found[0].PID != os.Getpid() {
				t.Errorf("held by %d", found[0].PID)
			}
		})
	}
}

func TestSocketsOfNobody(t *testing.T) {
	if held := Sockets(1<<30, func(uint64) bool { return true }); len(held) > 0 {
		t.Error(held)
	}
}

func TestCommandIsTheArguments(t *testing.T) {
	if got := Command(os.Getpid()); !slices.Equal(got, os.Args) {
		t.Errorf("%q, want %q", got, os.Args)
	}
	if got := Command(1 << 30); got != nil {
		t.Errorf("of nobody: %q", got)
	}
}
