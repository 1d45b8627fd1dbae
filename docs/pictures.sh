#!/usr/bin/env bash
# Draws docs/*.png from the real program: tend runs the example stack in a
# terminal (tmux), and what the terminal shows becomes a picture.
set -euo pipefail
cd "$(dirname "$0")/.."

freeze=github.com/charmbracelet/freeze@v0.2.2
work=$(mktemp -d)
trap 'tmux -S "$work/tmux" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
go build -o "$work/tend" .

# Nothing of the machine that the pictures are drawn on is to be seen in them.
shop=/tmp/shop
mkdir -p "$shop"
clean="TERM=xterm-256color COLORTERM=truecolor LANG=C.UTF-8 HOME=/home/you PATH=/usr/bin:/bin API_TOKEN=not-shown"

# on COMMAND...: the same tmux server each time
on() { tmux -S "$work/tmux" "$@"; }

# await TEXT: until the screen shows it
await() {
	for _ in $(seq 300); do
		if on capture-pane -p | grep -q -- "$1"; then return; fi
		sleep 0.1
	done
	echo "never saw \"$1\" on the screen:" >&2
	on capture-pane -p >&2
	exit 1
}

# picture NAME: what the screen shows now
picture() {
	# The renderer does not know "default colour": it is named here.
	on capture-pane -p -e | sed -E \
		-e 's/\x1b\[(([0-9;]*;)?)39m/\x1b[\138;2;208;208;216m/g' \
		-e 's/\x1b\[(([0-9;]*;)?)49m/\x1b[\148;2;22;22;30m/g' \
		-e 's/\x1b\[0?m/\x1b[0;38;2;208;208;216;48;2;22;22;30m/g' \
		-e "s/^/$(printf '\033')[38;2;208;208;216;48;2;22;22;30m/" >"$work/screen.ansi"
	go run "$freeze" --language ansi --window --padding 12 --margin 0 --border.radius 8 \
		--background '#16161e' --font.size 20 --line-height 1.25 \
		--width 1334 --output "docs/$1.png" <"$work/screen.ansi" >/dev/null
	chmod 644 "docs/$1.png"
	echo "docs/$1.png"
}

TERM=xterm-256color COLORTERM=truecolor LC_ALL=C.UTF-8 \
	on -f /dev/null new-session -d -x 110 -y 30 "cd '$shop' && exec env -i $clean '$work/tend' demo"
on set -g status off
await 'ready to accept connections'
await 'api .*running'
on send-keys j j j
sleep 9
on send-keys i
await 'is stopped by'

picture details
on send-keys d
await 'on their own'
picture graph
on send-keys d
on send-keys j j j j j x k k k k k
await 'SIGTERM 2s/5s'
picture screen
on send-keys C-c
await 'Stopping everything'
sleep 0.5
picture shutdown
on send-keys C-c
