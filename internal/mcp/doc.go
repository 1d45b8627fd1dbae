// Package mcp lets language models look at a running session, and, if they are
// allowed to, act on it: tools of the Model Context Protocol.
//
// The server needs no session when it starts, and keeps none: every tool finds the
// session that is there when it is called, asks what it has to ask and lets go of
// it. What a tool cannot do is an answer that says why and what to do, never the
// end of the server.
//
// What it tells is bounded: a model pays for every line. What was left out is
// counted, and said with the argument that gets it. Two things are never told:
// values of environments and of headers, and the arguments of processes that run,
// since there may be secrets in them. What processes print is given as what it is,
// text of theirs that nobody vouches for: each line of it begins with a number, so
// that none can pass for something that tend says.
package mcp
