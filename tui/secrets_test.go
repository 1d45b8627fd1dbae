package tui

import "testing"

func TestSecrets(t *testing.T) {
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"DB_PASSWORD", "x", true}, {"API_KEY", "x", true}, {"STRIPE_SECRET", "x", true}, {"GITHUB_TOKEN", "x", true}, {"DB_PWD", "x", true},
		{"DATABASE_URL", "postgres://me:word@db/shop", true}, {"SENTRY_DSN", "https://x@sentry.test/1", true},
		{"DATABASE_URL", "postgres://db/shop", false}, {"PWD", "/srv", false}, {"OLDPWD", "/", false}, {"PATH", "/bin", false},
		{"KEYBOARD", "de", false}, {"API_KEY", "", false}, {"PORT", "8080", false},
	} {
		if got := isSecret(c.name, c.value); got != c.want {
			t.Errorf("%s=%s is secret: %t", c.name, c.value, got)
		}
	}
}
