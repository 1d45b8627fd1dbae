package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// writeWhole puts a text in its place as a whole, or not at all. If there is a
// file already, it is replaced with force, and else the error is fs.ErrExist.
func writeWhole(target string, text []byte, mode fs.FileMode, force bool) error {
	path := target
	if force {
		path += ".new" // takes the place of the old one when it is complete
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		if force && errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("write %s: %s is in the way: take it away", target, path)
		}
		return fmt.Errorf("write %s: %w", target, err)
	}
	_, err = file.Write(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", target, err), os.Remove(path))
	}
	if !force {
		return nil
	}
	if err := os.Rename(path, target); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", target, err), os.Remove(path))
	}
	return nil
}
