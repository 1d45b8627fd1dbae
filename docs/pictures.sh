#!/usr/bin/env bash
# Draws docs/*.png and docs/screens/ from the real program: tend runs the example
# stack in a terminal (tmux), and what the terminal shows becomes a picture. It
# needs tmux and pngquant.
#
#	docs/pictures.sh [dark|light]
set -euo pipefail
cd "$(dirname "$0")/.."

freeze=github.com/charmbracelet/freeze@v0.2.2
work=$(mktemp -d)
trap 'tmux -S "$work/tmux" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
go build -o "$work/tend" .
mkdir -p docs/screens/dark docs/screens/light

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

# picture FILE: what the screen shows now. The renderer does not know "default
# colour", and has one of its own for what is bold: both are named here.
picture() {
	on capture-pane -p -e -N | sed -E \
		-e "s/\x1b\[(([0-9;]*;)?)39m/\x1b[\138;2;${text}m/g" \
		-e "s/\x1b\[(([0-9;]*;)?)49m/\x1b[\148;2;${paper}m/g" \
		-e "s/\x1b\[0;/\x1b[0;38;2;${text};48;2;${paper};/g" \
		-e "s/\x1b\[0?m/\x1b[0;38;2;${text};48;2;${paper}m/g" \
		-e "s/\x1b\[38;2;([0-9;]+)m((\x1b\[48;2;[0-9;]+m)?[^\x1b]+)\x1b\[1m/\x1b[38;2;\1m\2\x1b[1;38;2;\1m/g" \
		-e "s/\x1b\[1m([^\x1b])/\x1b[1;38;2;${text}m\1/g" \
		-e "s/^/$(printf '\033')[38;2;${text};48;2;${paper}m/" >"$work/screen.ansi"
	go run "$freeze" --language ansi --window --padding 12 --margin 0 --border.radius 8 \
		--background "$(printf '#%02x%02x%02x' ${paper//;/ })" --font.size 20 --line-height 1.25 \
		--width 1344 --output "$work/picture.png" <"$work/screen.ansi" >/dev/null
	pngquant --force --speed 1 --output "docs/$1.png" 48 "$work/picture.png"
	chmod 644 "docs/$1.png"
	echo "docs/$1.png"
}

# start BACKGROUND: tend with the example stack
start() {
	{
		"$work/tend" demo --print
		printf '\n[ui]\nbackground = "%s"\n' "$1"
	} >"$shop/tend.toml"
	case $1 in
	dark) text='208;208;216' paper='22;22;30' ;;
	light) text='40;42;54' paper='250;250;248' ;;
	esac
	TERM=xterm-256color COLORTERM=truecolor LC_ALL=C.UTF-8 \
		on -f /dev/null new-session -d -x 110 -y 30 "cd '$shop' && exec env -i $clean '$work/tend'"
	on set -g status off
	await 'ready to accept connections'
	await 'api .*running'
}

# end: and nothing is left of it
end() {
	on send-keys C-c 2>/dev/null || true # it may have ended by now
	for _ in $(seq 100); do
		on has-session 2>/dev/null || return 0
		sleep 0.1
	done
	echo "tend does not end" >&2
	exit 1
}

# keys KEY...: one after the other, as a person types them
keys() {
	for key in "$@"; do
		on send-keys "$key"
		sleep 0.15
	done
}

# tour BACKGROUND: every view
tour() {
	local at=screens/$1
	start "$1"
	keys j j j
	sleep 9
	picture "$at/list"
	keys i && await 'is stopped by' && picture "$at/details"
	keys d && await 'on their own' && picture "$at/graph"
	keys d
	keys / G E T Enter && await 'GET' && picture "$at/search"
	keys G Escape
	keys m && sleep 1 && picture "$at/merged"
	keys m
	keys F w o && await 'worker' && picture "$at/find"
	keys Escape
	keys Home j j j Space j j Space && picture "$at/marks"
	keys Escape
	keys L && sleep 0.5 && picture "$at/messages"
	keys L
	keys : r e s && await 'restart' && picture "$at/palette"
	keys Escape
	keys '?' && await 'process' && picture "$at/help"
	keys Escape
	keys End a && await 'ctrl+\]' && keys h e l p Enter && sleep 0.5 && picture "$at/attach"
	keys 'C-]' Home j j j
	keys z && sleep 0.5 && picture "$at/zoom"
	keys z Escape Home j j j
	keys j j j j j x k k k k k
	await 'SIGTERM 2s/5s' && picture "$at/stopping"
	keys C-c
	await 'Stopping everything' && sleep 0.5 && picture "$at/shutdown"
	end
}

for background in "${@:-dark light}"; do
	for one in $background; do tour "$one"; done
done
# The README's.
if [ -z "${1:-}" ] || [ "$1" = dark ]; then cp docs/screens/dark/stopping.png docs/screen.png; fi
rm -f "$shop/tend.toml"
