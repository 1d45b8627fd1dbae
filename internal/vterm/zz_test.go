package vterm
import ("testing";"os";"os/exec";"math/rand/v2";"strings";"fmt";"time")

var toks = []string{"a","hello world ","日本語","é","e\u0301","👍","\r\n","\n","\r","\t","\b","\x1b[H","\x1b[%d;%dH","\x1b[%dA","\x1b[%dB","\x1b[%dC","\x1b[%dD","\x1b[%dG","\x1b[%dd","\x1b[J","\x1b[1J","\x1b[2J","\x1b[K","\x1b[1K","\x1b[2K","\x1b[%dL\r","\x1b[%dM\r","\x1b[%dP","\x1b[%d@","\x1b[%dX","\x1b[%dS","\x1b[%dT","\x1b7","\x1b8","\x1bM","\x1bD","\x1bE","\x1b[%d;%dr","\x1b[r","\x1b[?1049h","\x1b[?1049l","\x1b(0qqx\x1b(B","\x1b[31m","\x1b[m","0123456789012345678901234567890123456789","\x1b[s","\x1b[u","\x1b[?7l","\x1b[?7h","\x1b[4h","\x1b[4l","\x1b[%dE","\x1b[%dF","xyz\x1b[3b","\x1b)0\x0eqq\x0f","line one\r\nline two\r\nline three\r\nfour\r\n"}
func gen(r *rand.Rand, n int, ok func(string)bool) string {
	var b strings.Builder; altNow:=false
	for range n {
		s:=toks[r.IntN(len(toks))]
		if !ok(s) {continue}
		if s=="\x1b[?1049h" { if altNow {continue}; altNow=true }
		if s=="\x1b[?1049l" { if !altNow {continue}; altNow=false }
		for strings.Contains(s,"%d") { s=strings.Replace(s,"%d",fmt.Sprint(1+r.IntN(12)),1)}
		b.WriteString(s)
	}
	return b.String()
}
func tmuxShow(t *testing.T, w,h int, data string) (string, string) {
	f:=t.TempDir()+"/d"; os.WriteFile(f,[]byte(data),0o600)
	sock:="vt"+fmt.Sprint(time.Now().UnixNano())
	defer exec.Command("tmux","-L",sock,"kill-server").Run()
	out,err:=exec.Command("tmux","-L",sock,"-f","/dev/null","-u","new-session","-d","-x",fmt.Sprint(w),"-y",fmt.Sprint(h),"stty raw -echo; cat "+f+"; printf '\\033]2;done\\007'; exec sleep 100",";","set","-g","status","off").CombinedOutput()
	if err!=nil {t.Fatal(string(out),err)}
	for range 200 {
		o,_:=exec.Command("tmux","-L",sock,"display","-p","#{pane_title} #{cursor_x} #{cursor_y} #{pane_height}").Output()
		if strings.HasPrefix(string(o),"done ") {
			if !strings.HasSuffix(strings.TrimSpace(string(o)), fmt.Sprint(" ",h)) { t.Log("height",string(o))}
			c,_:=exec.Command("tmux","-L",sock,"capture-pane","-p").Output()
			return string(c), strings.TrimSpace(strings.TrimPrefix(string(o),"done "))
		}
		time.Sleep(10*time.Millisecond)
	}
	t.Fatal("tmux?")
	return "",""
}
func TestTmux(t *testing.T) {
	bad:=0
	skip:=os.Getenv("SKIP")
	for seed:=range uint64(150) {
		r:=rand.New(rand.NewPCG(seed,9))
		data:=gen(r,60,func(s string)bool{ for _,x:=range strings.Split(skip,",") { if x!="" && strings.Contains(fmt.Sprintf("%q",s),x) {return false}}; return true})
		want,pos:=tmuxShow(t,20,8,data)
		e:=screen(20,8,data)
		got:=strings.NewReplacer("─","q","│","x").Replace(e.Plain())
		checkLines(t,e)
		w:=strings.TrimRight(want,"\n"); g:=strings.TrimRight(got,"\n")
		lines:=strings.Split(w,"\n"); for i:=range lines {lines[i]=strings.TrimRight(lines[i]," ")}; w=strings.TrimRight(strings.Join(lines,"\n"),"\n")
		c:=e.Cursor()
		if w!=g || pos!=fmt.Sprintf("%d %d 8",c.X,c.Y) && !e.print.pending {
			bad++
			if bad<4 {t.Errorf("seed %d %q\ngot %d,%d\n%s\ntmux %s\n%s",seed,data,c.X,c.Y,framed(g),pos,framed(w))}
		}
	}
	t.Log(bad,"bad")
}
