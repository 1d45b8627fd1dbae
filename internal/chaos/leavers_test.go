//go:build linux

package chaos

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

// roleVar makes this test binary one of the processes that do not want to end.
const roleVar = "TEND_CHAOS_ROLE"

// leavers are those processes, each in the way in which real ones leave: on
// purpose or not.
var leavers = []string{
	"child",        // has a child in its group
	"ignores",      // ignores every signal that can be ignored
	"group",        // has a child in a group of its own
	"session",      // has a child in a session of its own, which ignores signals
	"daemon",       // has something that has forked twice
	"bare daemon",  // the same, with no environment
	"bare session", // has a child in a session of its own with no environment
	"hopper",       // forks continuously, each ending once it has started the next
}

// play is the life of one of them. Everything that it starts holds the lock of
// the round open: see round.
func play(role string) {
	name, lock, _ := strings.Cut(role, "|")
	if _, err := os.OpenFile(lock, os.O_RDONLY, 0); err != nil {
		panic(err)
	}
	switch name {
	case "limit":
		limit(os.Args[1], os.Args[2:])
	case "lower":
		lower(os.Args[1], os.Args[2])
		return
	case "child":
		again("sleep", lock, nil)
	case "ignores":
		ignore()
	case "group":
		again("sleep", lock, &syscall.SysProcAttr{Setpgid: true})
	case "session":
		again("ignores", lock, &syscall.SysProcAttr{Setsid: true})
	case "daemon":
		again("fork", lock, &syscall.SysProcAttr{Setsid: true})
	case "fork":
		again("sleep", lock, &syscall.SysProcAttr{Setsid: true})
		return
	case "bare daemon":
		bare("bare fork", lock)
	case "bare fork":
		bare("bare sleep", lock)
		return
	case "bare session":
		bare("bare ignores", lock)
	case "bare ignores":
		ignore()
	case "hopper":
		hop(lock)
	case "count":
		count()
	case "short":
		return
	case "asked":
		answer()
	case "chatty":
		chat()
	case "brief":
		beBrief()
	case "tardy":
		signal.Ignore(syscall.SIGTERM)
		asked := make(chan os.Signal, 1)
		signal.Notify(asked, syscall.SIGUSR1)
		<-asked
		return
	}
	fmt.Println("up")
	for { // until a signal
		time.Sleep(time.Hour)
	}
}

// answer prints a line for each SIGUSR1.
func answer() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGUSR1)
	fmt.Println("up")
	for n := 1; ; n++ {
		<-asked
		fmt.Printf("asked %d times\n", n)
	}
}

func ignore() {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGPIPE)
}

// again starts this binary in another role.
func again(name, lock string, attr *syscall.SysProcAttr) {
	start(name, lock, attr, os.Environ())
}

// bare starts it with nothing in its environment but its role.
func bare(name, lock string) { start(name, lock, &syscall.SysProcAttr{Setsid: true}, nil) }

func start(name, lock string, attr *syscall.SysProcAttr, env []string) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(env, roleVar+"="+name+"|"+lock)
	cmd.SysProcAttr = attr
	cmd.Stdout = os.Stdout
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		panic(err)
	}
	go func() { // a broken pipe is one more way to end by chance
		for lines := bufio.NewScanner(out); lines.Scan(); {
		}
	}()
}

// hop runs a shell that starts another and ends, which does the same, and so on.
func hop(lock string) {
	const script = `exec 9<"$1"; sh -c "$0" "$0" "$1" &`
	hopper := exec.Command("sh", "-c", script, script, lock)
	hopper.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := hopper.Run(); err != nil {
		panic(err)
	}
}
