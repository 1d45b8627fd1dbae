package keymap

// Action is something a person can ask for.
type Action uint8

// The actions. NoAction is what a key asks for that is bound to nothing.
const (
	NoAction Action = iota

	// To the processes that are marked, or else to the selected one.
	Start
	Stop
	Kill
	Restart
	FreePort
	Mark

	// To the whole stack.
	StartAll
	StopAll
	RestartAll

	// Where one is.
	Up
	Down
	First
	Last
	FocusLogs
	SwitchPane
	Back
	Left
	Right

	// How the list is shown.
	Find
	Sort

	// What one sees of the output.
	PageUp
	PageDown
	HalfUp
	HalfDown
	LogTop
	LogEnd
	Follow
	Wrap
	Times
	Columns

	// What is looked for in the output, and where.
	Search
	NextHit
	PrevHit
	Filter
	Merge

	// What is taken out of it.
	Select
	Copy
	Edit
	Page
	Write

	Attach

	// What is told in the place of the output.
	Details
	Graph
	Reveal
	Zoom
	NextError
	PrevError

	// The program.
	Palette
	Messages
	Reload
	Figures
	Help
	Quit
	EndSession
	Interrupt
	Suspend

	ActionCount
)
