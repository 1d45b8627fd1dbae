package processcontrol

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// socketChild is child for the parts that have to do with sockets. It reports
// whether there is such a part.
func socketChild(role []string, forever func()) bool {
	switch role[0] {
	case "listen": // accepts connections at the address
		listener := listenAt(role[1])
		defer listener.Close()
		fmt.Println("up")
		for {
			conn, err := listener.Accept()
			if err != nil {
				os.Exit(1)
			}
			conn.Close()
		}
	case "listen-again": // listens at the address; at SIGUSR1 nowhere, at SIGUSR2 there again
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2)
		listener := listenAt(role[1])
		address := listener.Addr().String()
		fmt.Println("up")
		for s := range signals {
			listener.Close()
			if s == syscall.SIGUSR2 {
				listener = listenAt(address)
			} else {
				fmt.Println("on nothing")
			}
		}
	case "bequeath": // listens at the address, as does a child that it has given the socket to
		file, _ := listenAt(role[1]).(*net.TCPListener).File()
		start([]string{"wait"}, nil, file)
		forever()
	case "stubborn": // listens at the address and ignores SIGTERM
		signal.Ignore(syscall.SIGTERM)
		defer listenAt(role[1]).Close()
		forever()
	case "speak": // says what it has been told of sd_notify(3), and tells the first thing; the next at each SIGUSR1
		fmt.Printf("usec %q pid %q\n", os.Getenv(watchdogVar), os.Getenv(watchdogPIDVar))
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGUSR1)
		notify(os.Getenv(notifyVar), role[1])
		fmt.Println("up")
		for i := range role[2:] {
			<-signals
			notify(os.Getenv(notifyVar), role[2+i])
			fmt.Println("said", i+1)
		}
		<-time.After(time.Minute)
	case "tell": // tells something, and ends
		notify(os.Getenv(notifyVar), role[1])
		fmt.Println("up")
	case "lie": // tells somebody else something, and lives on
		for _, message := range role[2:] {
			notify(role[1], message)
		}
		forever()
	case "farewell": // tells something at SIGTERM, and lives on
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, syscall.SIGTERM)
		fmt.Println("up")
		<-signals
		notify(os.Getenv(notifyVar), role[1])
		<-time.After(time.Minute)
	default:
		return false
	}
	return true
}

// notify tells something, encoded as in a URL, as sd_notify(3) does.
func notify(socket, message string) {
	message, err := url.QueryUnescape(message)
	if err == nil {
		err = send(socket, message)
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(97)
	}
}

// send sends a datagram.
func send(socket, message string) error {
	conn, err := net.Dial("unixgram", socket)
	if err != nil {
		return err
	}
	_, err = conn.Write([]byte(message))
	return errors.Join(err, conn.Close())
}

// listenAt listens at the address and says on which port that is.
func listenAt(address string) net.Listener {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("on", listener.Addr().(*net.TCPAddr).Port)
	return listener
}
