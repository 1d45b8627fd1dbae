// Counter is a server to be tested: it counts how often it was asked to.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"sync/atomic"
)

func main() {
	var count atomic.Int64
	http.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("GET /count", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, count.Load()) })
	http.HandleFunc("POST /count", func(w http.ResponseWriter, r *http.Request) {
		n := count.Add(1)
		log.Printf("counted to %d", n)
		fmt.Fprintln(w, n)
	})
	http.HandleFunc("POST /crash", func(http.ResponseWriter, *http.Request) { log.Fatal("as you wish") })
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
