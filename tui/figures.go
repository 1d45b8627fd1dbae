package tui

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"tend/manager"
)

// freshFor is how long a measurement is shown: a few times as long as one is
// due, so that a busy machine does not make the figures come and go.
const freshFor = 5 * time.Second

// measured reports whether there are figures to show of the process.
func measured(p *manager.ProcessView, now time.Time) bool {
	switch p.Status {
	case manager.Running, manager.Ready:
		return !p.Usage.At.IsZero() && now.Before(p.Usage.At.Add(freshFor))
	default:
		return false
	}
}

// formatCPU writes percent of one core in at most five cells: 0%, 12%, 1600%.
func formatCPU(percent float64) string {
	return strconv.Itoa(int(math.Round(max(0, min(percent, 9999))))) + "%"
}

// formatMemory writes a size in at most four cells: 0, 640K, 8.4M, 84M, 1.2G.
func formatMemory(n int64) string {
	if n <= 0 {
		return "0"
	}
	v := float64(n) / 1024
	units := "KMGTPE"
	for v >= 999.5 && len(units) > 1 {
		v /= 1024
		units = units[1:]
	}
	if v < 9.95 && units[0] != 'K' {
		return fmt.Sprintf("%.1f%c", v, units[0])
	}
	return fmt.Sprintf("%.0f%c", max(1, v), units[0])
}

// columns is what stands right of the words in a row, from the left.
type columns struct{ ports, cpu, memory bool }

// The cells of the columns, with the gap before them.
const (
	portsColumn  = 2 + 8
	cpuColumn    = 1 + 5
	memoryColumn = 2 + 4
	upColumn     = 2 + 5
)

// columnsIn says which columns there is room for beside the words. The ports
// give way first, for the title names them; how long a process is up is what
// gives way last.
func columnsIn(room int) columns {
	room -= narrowestForm + upColumn
	return columns{
		cpu: room >= cpuColumn, memory: room >= cpuColumn+memoryColumn,
		ports: room >= cpuColumn+memoryColumn+portsColumn+rowWords-narrowestForm,
	}
}

func (c columns) width() int {
	w := 0
	if c.ports {
		w += portsColumn
	}
	if c.cpu {
		w += cpuColumn
	}
	if c.memory {
		w += memoryColumn
	}
	return w
}

// right writes text at the right end of the next cells of the line.
func (l *line) right(p paint, s string, cells int) *line {
	return l.space(p, cells-textWidth(s)).add(p, s)
}
