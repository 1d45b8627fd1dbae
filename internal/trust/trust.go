// Package trust tells what others than the user and root can change: what is
// executed from there may be theirs.
package trust
