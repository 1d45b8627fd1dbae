package tui

// find carries out what looks for something in the output, or changes how it is
// shown.
func (a *app) find(action Action) {
	if !a.hasOutput() {
		return
	}
	o, says, from := a.logs, "", a.focus
	switch action {
	case Search, Filter, Merge, Select: // the next keys are for it
		a.focusOn(onLogsPane)
		a.arrange() // it may not have been on the screen
	}
	switch action {
	case Search:
		o.openPrompt(searchPrompt, from)
	case Filter:
		o.openPrompt(filterPrompt, from)
	case NextHit, PrevHit:
		says = o.nextHit(action == PrevHit)
	case NextError, PrevError:
		if o.search.query == errorQuery {
			says = o.nextHit(action == PrevError)
			break
		}
		o.remember() // the nearest one is sought from here
		o.search = newSearch(errorQuery)
	case Merge:
		o.toggleMerged()
	case Times:
		o.toggleTimes()
	case Columns:
		o.toggleJSON()
		says = "JSON is shown as it is"
		if o.style.readable != nil {
			says = "JSON is shown as what it says"
		}
	case Select:
		if !o.beginSelection() {
			says = "there is no line to select"
		}
	}
	if says != "" {
		a.notice = hint(says, a.at)
	}
}

// extend moves the end of the selection, and reports whether that is what the
// action does while there is one.
func (a *app) extend(action Action) bool {
	o := a.logs
	page := max(1, o.room(true)-1)
	switch action {
	case Up:
		o.extend(-1)
	case Down:
		o.extend(1)
	case PageUp:
		o.extend(-page)
	case PageDown:
		o.extend(page)
	case HalfUp:
		o.extend(-max(1, page/2))
	case HalfDown:
		o.extend(max(1, page/2))
	case First, LogTop:
		o.extendToEnd(false)
	case Last, LogEnd:
		o.extendToEnd(true)
	default:
		return false
	}
	return true
}
