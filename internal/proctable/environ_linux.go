package proctable

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// EnvironEntry returns the entry of a process's environment that begins with
// prefix, or nothing if there is none or it may not be read. If told is false
// it cannot be read now, but the next look will tell more: the process is
// ending, or is gone, or is just being exec'ed.
func EnvironEntry(pid int, prefix string) (entry string, told bool) {
	process := fmt.Sprintf("/proc/%d/", pid)
	environ, told := readEnviron(process)
	if !told {
		// The first thread may have ended while others go on.
		threads, _ := os.ReadDir(process + "task")
		for _, thread := range threads {
			if environ, told = readEnviron(process + "task/" + thread.Name() + "/"); told {
				break
			}
		}
	}
	for entry := range bytes.SplitSeq(environ, []byte{0}) {
		if bytes.HasPrefix(entry, []byte(prefix)) {
			return string(entry), true
		}
	}
	return "", told
}

// readEnviron reads the environment of the process or thread whose folder it
// is.
//
// An exec in the middle must not make it look shorter than it is. The kernel
// reads it from the memory that the process had when the file was opened, and
// finds that either whole within one call or, after an exec, gone. What has
// just been exec'ed has none either, for a moment.
func readEnviron(folder string) (environ []byte, told bool) {
	for size := 16 << 10; ; size *= 2 {
		environ, err := readAtOnce(folder+"environ", size)
		switch {
		case errors.Is(err, fs.ErrPermission):
			return nil, hasMemory(folder) // else it is root's because it is ending
		case err != nil:
			return nil, false
		case len(environ) == 0:
			return nil, hasNoEnviron(folder)
		case len(environ) < size:
			return environ, true
		}
	}
}

// readAtOnce reads at most size bytes of a file with a single call.
func readAtOnce(name string, size int) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content := make([]byte, size)
	n, err := file.Read(content)
	if err == io.EOF {
		err = nil
	}
	return content[:n], err
}

// hasNoEnviron reports whether the process has been exec'ed to the end and was
// given an empty environment: its code has an address, which an exec fills in
// after the bounds of the environment, and those are the same.
func hasNoEnviron(folder string) bool {
	const endCode, envStart, envEnd = 27, 50, 51
	stat, told := statFields(folder)
	return told && stat[endCode] != "0" && stat[envStart] == stat[envEnd]
}

// hasMemory reports whether the process has not given up its memory, as it does
// early when it ends. From then on its files are root's, whoever it belonged to.
func hasMemory(folder string) bool {
	const size = 23
	stat, told := statFields(folder)
	return told && stat[size] != "0"
}

// statFields are the fields of the file stat under their numbers in
// proc_pid_stat(5), from the third one on.
func statFields(folder string) (fields []string, told bool) {
	stat, err := readAtOnce(folder+"stat", 4<<10)
	if err != nil {
		return nil, false
	}
	const before, last = 3, 51
	fields = append(make([]string, before, last+1), strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))...)
	return fields, len(fields) > last
}
