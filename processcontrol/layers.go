package processcontrol

// Layer is one of the means by which a Host keeps hold of what it has started.
type Layer struct {
	Name  string
	Works bool
	// Says is what it catches; or, if it does not work, why.
	Says string
}

// Layers returns the means that this machine offers, the strongest first, and
// what can escape all of those that work while tend runs. Nothing is left
// changed.
func Layers() (layers []Layer, escapes string) { return layersHere() }
