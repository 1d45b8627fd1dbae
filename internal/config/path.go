package config

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// expand fills in the variables of a path and makes it absolute: ~ is the
// user's home, all else starts at the file's folder.
func (b *builder) expand(at place, path string, s scope) (string, bool) {
	return b.expandFrom(b.base, at, path, s)
}

// expandFrom is expand for a path that starts at another folder.
func (b *builder) expandFrom(folder string, at place, path string, s scope) (string, bool) {
	path, ok := b.fillPath(at, path, s)
	if !ok {
		return "", false
	}
	return b.absolute(folder, at, path)
}

// fillPath fills in the variables of a path.
func (b *builder) fillPath(at place, path string, s scope) (string, bool) {
	path, ok := b.fill(at, path, s)
	if ok && path == "" {
		b.wrong(at, faultf("must not be empty"))
		return "", false
	}
	return path, ok
}

func isHome(path string) bool { return path == "~" || strings.HasPrefix(path, "~/") }

func (b *builder) absolute(folder string, at place, path string) (string, bool) {
	if isHome(path) {
		home := b.home()
		if home == "" {
			b.wrong(at, faultf("begins with ~, but HOME is not set"))
			return "", false
		}
		path = home + path[1:]
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(folder, path)
	}
	return filepath.Clean(path), true
}

// shown is a path in a sentence: as the user wrote it, unless that says little.
func shown(path, full string) string {
	if hasVariables(path) {
		path = full
	}
	return show(path)
}

// home is what HOME says in the environment of the processes.
func (b *builder) home() string {
	for _, kv := range slices.Backward(b.options.Environ) {
		if home, ok := strings.CutPrefix(kv, "HOME="); ok {
			return home
		}
	}
	return ""
}

// checkFolder says what keeps path from being a working folder.
func checkFolder(path string) *fault {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return faultf("does not exist")
	case err != nil:
		return faultf("cannot be used: %s", cause(err))
	case !info.IsDir():
		return faultf("is a file, not a folder")
	}
	return nil
}

// readFile reads a file of at most limit bytes.
func readFile(path string, limit int64) ([]byte, *fault) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, faultf("does not exist")
	}
	if err != nil {
		return nil, faultf("cannot be read: %s", cause(err))
	}
	defer file.Close() // nothing was written: there is nothing to lose
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, faultf("is a folder, not a file")
	}
	var text bytes.Buffer
	n, err := io.Copy(&text, io.LimitReader(file, limit+1))
	if err != nil {
		return nil, faultf("cannot be read: %s", cause(err))
	}
	if n > limit {
		return nil, tooLarge(limit)
	}
	return text.Bytes(), nil
}

func tooLarge(limit int64) *fault {
	return faultf("is larger than %d MiB, which no configuration is", limit>>20)
}

// cause is an error without the path, which the sentence has already.
func cause(err error) string {
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		return errno.Error()
	}
	return err.Error()
}

// show is a path in a sentence; quotes only where they help.
func show(path string) string {
	odd := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == '"' }
	if path == "" || strings.ContainsFunc(path, odd) {
		return strconv.Quote(path)
	}
	return path
}
