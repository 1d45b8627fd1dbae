//go:build linux

package bench

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// roleVar makes this test binary a process: "sleep" prints nothing, "flood" without end,
// "print N BLOCK SOCKET" N lines in blocks of so many bytes. That says on the
// socket that it is there, waits to be told to begin, and says how many seconds
// it took. "keep N" reads so many of them.
const roleVar = "TEND_BENCH_ROLE"

// The blocks in which a process prints: those of C's stdio on a pipe, and the
// largest that a pipe takes at once.
const (
	usual = 4 << 10
	large = 64 << 10
)

// firstLine is the number of the first line that is printed. All numbers have
// as many digits.
const firstLine = 100_000_000

func play(role string) {
	if role == "flood" {
		_ = printLines(-1, large) // until nobody reads any more
		return
	}
	if role == "sleep" {
		time.Sleep(time.Hour)
		return
	}
	var count, block int
	if _, err := fmt.Sscanf(role, "keep %d", &count); err == nil {
		keep(count)
		return
	}
	var socket string
	if _, err := fmt.Sscanf(role, "print %d %d %s", &count, &block, &socket); err != nil {
		panic(err)
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	if _, err := conn.Read(make([]byte, 1)); err != nil {
		panic(err)
	}
	began := time.Now()
	if err := printLines(count, block); err != nil {
		panic(err)
	}
	fmt.Fprintf(conn, "%f", time.Since(began).Seconds())
}

// printLines prints lines of a hundred bytes, without end if count is negative.
func printLines(count, block int) error {
	out := bufio.NewWriterSize(os.Stdout, block)
	rest := " " + strings.Repeat("a line of a hundred bytes, as logs have them; ", 3)[:89] + "\n"
	text := make([]byte, 0, 100)
	for n := 0; n != count; n++ {
		text = append(strconv.AppendInt(text[:0], int64(firstLine+n), 10), rest...)
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
	return out.Flush()
}

// printers are the processes of one round that print and tell.
type printers struct {
	b        *testing.B
	listener net.Listener
	count    int // how many there are
	conns    []net.Conn
}

func newPrinters(b *testing.B, count int) *printers {
	b.Helper()
	l, err := net.Listen("unix", filepath.Join(b.TempDir(), "s"))
	if err != nil {
		b.Fatal(err)
	}
	return &printers{b: b, listener: l, count: count}
}

// role is that of each of them.
func (p *printers) role(lines, block int) string {
	return fmt.Sprintf("print %d %d %s", lines, block, p.listener.Addr())
}

// meet waits until all are there.
func (p *printers) meet() {
	p.b.Helper()
	for range p.count {
		conn, err := p.listener.Accept()
		if err != nil {
			p.b.Fatal(err)
		}
		p.conns = append(p.conns, conn)
	}
}

// print lets all begin, and returns how many seconds the slowest took.
func (p *printers) print() (longest float64) {
	p.b.Helper()
	for _, conn := range p.conns {
		if _, err := conn.Write([]byte{'\n'}); err != nil {
			p.b.Fatal(err)
		}
	}
	for _, conn := range p.conns {
		text, err := io.ReadAll(conn)
		if err != nil {
			p.b.Fatal(err)
		}
		seconds, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			p.b.Fatal(err)
		}
		longest = max(longest, seconds)
		_ = conn.Close()
	}
	_ = p.listener.Close()
	return longest
}
