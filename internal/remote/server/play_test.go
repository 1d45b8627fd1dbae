package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"tend/internal/remote/server"
)

// play plays a part, and ends when its standard input does.
func play(role []string) {
	if err := part(role); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func part(role []string) error {
	switch role[0] {
	case "session": // answers on a socket, and says so; its process prints a line
		s, ended, err := run("api")
		if err != nil {
			return err
		}
		s.say("api", "one\n")
		listener, err := server.Listen(role[1])
		if err != nil {
			return err
		}
		running := server.Serve(listener, hanging{s}, self, s.log)
		fmt.Println("up")
		_, _ = io.Copy(io.Discard, os.Stdin)
		s.Shutdown(true)
		if err := <-ended; err != nil {
			return err
		}
		return running.Close()
	case "stranger": // asks something, and says what comes back
		conn, err := net.Dial("unix", role[1])
		if err != nil {
			return err
		}
		_, _ = io.WriteString(conn, request("GET", "/session", ""))
		answer, _ := io.ReadAll(conn) // a reset is an answer too
		fmt.Printf("%d: %q\n", os.Getuid(), answer)
		return conn.Close()
	case "count": // prints lines, and ends
		for i := range 10_000 {
			fmt.Println("line", i)
		}
		return nil
	case "echo": // says what it reads, and SIGHUP
		hangups := make(chan os.Signal, 1)
		signal.Notify(hangups, syscall.SIGHUP)
		fmt.Println("up")
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil {
			return err
		}
		fmt.Print("heard ", line)
		<-hangups
		signal.Reset()
		fmt.Println("signalled")
		<-time.After(time.Minute) // until it is stopped
		return nil
	default:
		return fmt.Errorf("there is no part %q", role)
	}
}

// hanging is a session whose configuration is never read to its end.
type hanging struct{ *session }

// Reload says that it has begun, and waits.
func (hanging) Reload(ctx context.Context) (string, error) {
	fmt.Println("reloading")
	<-ctx.Done()
	return "", context.Cause(ctx)
}
