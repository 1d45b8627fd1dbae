//go:build !unix

package foreground

import "os"

// Nothing is run on such a platform: see processcontrol.

func read(f *os.File, block []byte, _ *bell) (int, error) { return f.Read(block) }

func write(f *os.File, block []byte, _ *bell) error {
	_, err := f.Write(block)
	return err
}
