package server_test

func play(role []string) {}
