package client

import (
	"context"
	"fmt"
	"io"

	"tend/internal/logview"
	"tend/internal/remote/wire"
)

// Logs returns a part of what processes have printed.
func (s *Stack) Logs(q logview.Query) (logview.Page, error) {
	var page wire.LogPage
	if err := s.ask(blink, "POST", "/logs", wire.LogQueryOf(q), &page); err != nil {
		return logview.Page{}, err
	}
	return page.Value()
}

// SearchLogs finds a line, as far as ScanLogs has looked.
func (s *Stack) SearchLogs(q logview.Search) (logview.Hit, error) {
	var hit wire.LogHit
	err := s.ask(blink, "POST", "/logs/search", wire.LogSearchOf(q), &hit)
	return hit.Value(), err
}

// ScanLogs looks through what processes have printed so far.
func (s *Stack) ScanLogs(ctx context.Context, q logview.Scan) error {
	return s.client.Call(ctx, "POST", "/logs/scan", wire.LogScanOf(q), nil)
}

// WriteLogs writes lines as text without colours.
func (s *Stack) WriteLogs(ctx context.Context, w io.Writer, e logview.Extract) error {
	answer, err := s.client.open(ctx, "POST", "/logs/text", wire.LogExtractOf(e))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(w, answer.Body); err != nil {
		return fmt.Errorf("cannot write all lines: %w", err)
	}
	return nil
}
