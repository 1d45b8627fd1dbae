//go:build linux

package chaos

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// counted is how many lines the role "count" prints: more than a small disk
// holds, less than tend keeps.
const counted = 20_000

func count() {
	for n := range counted {
		fmt.Printf("line %d of those that are counted\n", n)
	}
}

// disk is a file system of its own.
type disk struct {
	t   *testing.T
	dir string
}

// newDisk mounts a disk of so many KiB in a folder that it makes. Only root can,
// and not everywhere: others skip the test.
func newDisk(t *testing.T, dir string, kib int) *disk {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%dk,mode=0700", kib)); err != nil {
		t.Skip("needs to mount a small disk:", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return &disk{t: t, dir: dir}
}

// grow makes it larger.
func (d *disk) grow(kib int) {
	d.t.Helper()
	if err := unix.Mount("tmpfs", d.dir, "tmpfs", unix.MS_REMOUNT, fmt.Sprintf("size=%dk", kib)); err != nil {
		d.t.Fatal(err)
	}
}

// fill leaves no room.
func (d *disk) fill() {
	d.t.Helper()
	file, err := os.Create(filepath.Join(d.dir, "filler"))
	for err == nil {
		_, err = file.Write(make([]byte, 4<<10))
	}
	if !errors.Is(err, syscall.ENOSPC) {
		d.t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		d.t.Fatal(err)
	}
}

// empty makes room again.
func (d *disk) empty() {
	d.t.Helper()
	if err := os.Remove(filepath.Join(d.dir, "filler")); err != nil {
		d.t.Fatal(err)
	}
}

// counting is a process that prints more than the disk holds that its file is on.
var counting = []process{{name: "count", more: "log.file = \"disk/count.log\""}}

func TestDiskOfALogIsFull(t *testing.T) {
	unmeasured(t)
	dir := t.TempDir()
	disk := newDisk(t, filepath.Join(dir, "disk"), 256)
	s := scene{dir: dir, processes: counting}.begin(t)
	s.says("cannot write its output to disk/count.log: no space left on device; trying again every 5s, the output on the screen is complete")
	disk.grow(4 << 10)
	s.says("its output is written to disk/count.log again")

	// No line is missing, and none is there twice.
	var want bytes.Buffer
	for n := range counted {
		fmt.Fprintf(&want, "line %d of those that are counted\n", n)
	}
	s.until("all lines in the file", func() bool {
		text, _ := os.ReadFile(filepath.Join(disk.dir, "count.log"))
		return bytes.HasPrefix(text, want.Bytes())
	})
	s.quit(0)
}

// TestDiskOfALogStaysFull: what will never be in the file is told last, and is
// why tend does not end well.
func TestDiskOfALogStaysFull(t *testing.T) {
	unmeasured(t)
	dir := t.TempDir()
	newDisk(t, filepath.Join(dir, "disk"), 256)
	s := scene{dir: dir, processes: counting}.begin(t)
	s.says("cannot write its output to disk/count.log: no space left on device")
	s.quit(1)
	s.isShown("lines of count are not in disk/count.log: no space left on device")
}

func TestDiskOfTendsOwnLogIsFull(t *testing.T) {
	unmeasured(t)
	dir := t.TempDir()
	disk := newDisk(t, filepath.Join(dir, "disk"), 64)
	s := scene{dir: dir, log: "disk/tend.log", processes: []process{
		{name: "still"},
		{name: "short", more: "replicas = 5\n" + backoff("100ms")}, // of which there is much to say
	}}.begin(t)
	s.says("started, pid", "process=still")
	disk.fill()
	s.isShown("tend's own log misses lines from now on: no space left on device")
	before := len(s.said())
	disk.empty()
	s.until("it is written again", func() bool { return len(s.said()) > before })
	s.quit(1)
	s.isShown("lines of tend's own log are not in disk/tend.log")
}

// TestDiskOfTheRecordIsFull: the session runs as any other, and says what it
// cannot do. The next one finds nothing that would confuse it.
func TestDiskOfTheRecordIsFull(t *testing.T) {
	unmeasured(t)
	dir := t.TempDir()
	disk := newDisk(t, filepath.Join(dir, "run"), 64)
	disk.fill()
	s := scene{dir: dir, processes: all([]string{"child"})}.begin(t)
	s.says("the next session will not know what became of this one", "no space left on device")
	s.bothHelpers()
	s.signal(syscall.SIGKILL)
	s.over(-1)
	disk.empty()

	next := scene{dir: dir, processes: all([]string{"child"})}.begin(t)
	next.quit(0)
}
