package processcontrol

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

// maxProbeBody is how much of an answer is read to match it.
const maxProbeBody = 1 << 20

// httpProbe says yes if a GET is answered with the status, and with a body
// that matches.
type httpProbe struct {
	url     string
	status  int // 0: 200 to 399
	body    *regexp.Regexp
	headers map[string]string
}

func (p httpProbe) ask(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url, nil)
	if err != nil {
		return err
	}
	for name, value := range p.headers {
		if http.CanonicalHeaderKey(name) == "Host" {
			request.Host = value // net/http ignores the header
			continue
		}
		request.Header.Set(name, value)
	}
	// Each question has a connection of its own: one kept open would answer
	// for a server that accepts no new ones, and hold up its end.
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if !p.accepts(response.StatusCode) {
		return fmt.Errorf("GET %s: status %s", p.url, response.Status)
	}
	if p.body == nil {
		return nil
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxProbeBody))
	if err != nil {
		return fmt.Errorf("GET %s: %w", p.url, err)
	}
	if !p.body.Match(body) {
		return fmt.Errorf("GET %s: the body does not match %q", p.url, p.body)
	}
	return nil
}

func (p httpProbe) accepts(status int) bool {
	if p.status != 0 {
		return status == p.status
	}
	return status >= 200 && status < 400
}
