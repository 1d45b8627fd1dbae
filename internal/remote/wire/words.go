package wire

import "slices"

// words are what a field may say that says one of a few words, by its type and its
// name.
var words = map[string][]string{
	"Process.status": statusNames, "Process.state": stateNames, "Process.health": healthNames,
	"Now.state": stateNames, "Now.health": healthNames,
	"Dependency.condition": conditionNames, "Unmet.condition": conditionNames,
	"Stop.phase": stopNames, "Violation.policy": policyNames, "Spec.unhealthy": policyNames, "Limits.policy": policyNames,
	"State.phase": phaseNames[:], "LogLine.stream": streamNames[:], "Command.action": actionNames,
	"Entry.level": {"DEBUG", "INFO", "WARN", "ERROR"},
}

// Words are what a field may say, by the name of its type here and its own in JSON;
// none if it may say anything. For descriptions of the API.
func Words(typeName, field string) []string {
	return slices.DeleteFunc(slices.Clone(words[typeName+"."+field]), func(word string) bool { return word == "" })
}
