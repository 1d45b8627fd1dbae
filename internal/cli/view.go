package cli

import "tend/manager"

// viewOf returns the process of that name; nil if there is none.
func viewOf(s *manager.Snapshot, name string) *manager.ProcessView {
	for _, v := range s.Processes {
		if v.Name == name {
			return v
		}
	}
	return nil
}
