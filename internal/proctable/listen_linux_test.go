package proctable

import (
	"encoding/binary"
	"os"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// Where the kernel cannot be asked, its tables say the same.
func TestBothWaysToFindListenersAgree(t *testing.T) {
	if _, err := askListening(); err != nil {
		t.Skip(err)
	}
	for _, address := range []string{"127.0.0.1:0", "[::]:0"} {
		port := listen(t, address)
		asked, err := askListening()
		if err != nil {
			t.Fatal(err)
		}
		read, err := readListening()
		if err != nil {
			t.Fatal(err)
		}
		if a, b := on(asked, port), on(read, port); len(a) != 1 || !reflect.DeepEqual(a, b) {
			t.Errorf("%s: asked %+v, read %+v", address, a, b)
		}
	}
}

const tcpTable = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F91 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0000000000000000 20 4 30 10 -1
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 99 1 0
   2: nonsense
   3: 0100007F:XXXX 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4713 1 0 100 0 0 10 0
`

func TestParseTCP(t *testing.T) {
	want := []Listener{{Port: 8080, UID: 1000, Inode: 4711}, {Port: 80, UID: 0, Inode: 99}}
	if got := parseTCP(nil, []byte(tcpTable)); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// message is one of an answer of sock_diag(7).
func message(kind uint16, body ...byte) []byte {
	m := make([]byte, unix.NLMSG_HDRLEN, unix.NLMSG_HDRLEN+len(body))
	binary.NativeEndian.PutUint32(m, uint32(len(m)+len(body)))
	binary.NativeEndian.PutUint16(m[4:], kind)
	return append(m, body...)
}

func socket(state byte, port uint16, uid, inode uint32) []byte {
	body := make([]byte, diagAnswer)
	body[1] = state
	binary.BigEndian.PutUint16(body[4:], port)
	binary.NativeEndian.PutUint32(body[64:], uid)
	binary.NativeEndian.PutUint32(body[68:], inode)
	return message(sockDiagByFamily, body...)
}

func TestParseDiag(t *testing.T) {
	refused := make([]byte, 4)
	eperm := -int32(unix.EPERM)
	binary.NativeEndian.PutUint32(refused, uint32(eperm))
	one := socket(tcpListen, 8080, 1000, 4711)
	for _, test := range []struct {
		name   string
		answer []byte
		found  int
		done   bool
		err    error
	}{
		{"sockets", slices.Concat(one, socket(1, 9, 9, 9), socket(tcpListen, 80, 0, 1)), 2, false, nil},
		{"the last one", slices.Concat(one, message(unix.NLMSG_DONE, 0, 0, 0, 0), one), 1, true, nil},
		{"an error", message(unix.NLMSG_ERROR, refused...), 0, false, unix.EPERM},
		{"half an error", message(unix.NLMSG_ERROR, 1), 0, false, errDiag},
		{"half a socket", message(sockDiagByFamily, 1, 2, 3), 0, false, errDiag},
		{"cut off", one[:len(one)-1], 0, false, errDiag},
		{"half a header", one[:7], 0, false, errDiag},
		{"no length", make([]byte, 16), 0, false, errDiag},
		{"nothing", nil, 0, false, nil},
	} {
		found, done, err := parseDiag(nil, test.answer)
		if len(found) != test.found || done != test.done || err != test.err {
			t.Errorf("%s: %+v, %t, %v", test.name, found, done, err)
		}
	}
	if found, _, _ := parseDiag(nil, one); len(found) != 1 || found[0] != (Listener{Port: 8080, UID: 1000, Inode: 4711}) {
		t.Errorf("%+v", found)
	}
}

func BenchmarkListening(b *testing.B) {
	for b.Loop() {
		if _, _, err := Listening(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSockets(b *testing.B) {
	for b.Loop() {
		Sockets(os.Getpid(), func(uint64) bool { return true })
	}
}
