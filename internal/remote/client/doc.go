// Package client talks to a running session over its socket.
//
// A Client asks one thing at a time. A Stack is what a screen needs: it follows
// the session, keeps its newest state, and answers as the manager in the same
// process would.
package client
