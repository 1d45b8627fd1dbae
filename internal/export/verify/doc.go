// Package verify gives what tend export writes to the types of those who read it:
// the loader of Compose, the API of Kubernetes, the API of Nomad. It is a module
// of its own, so that tend itself does not depend on them. It has nothing but
// tests, of the files that package export keeps in its testdata.
package verify
