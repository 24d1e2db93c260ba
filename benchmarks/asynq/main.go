// asynq in the comparison: `asynq-bench worker`, and `asynq-bench produce`, which also fills. README.md has the variables.
package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"github.com/hibiken/asynq"
)

func env(k, d string) string {
	if v := os.Getenv(k); v != "" {
		return v
	}
	return d
}

func atoi(s string) int { n, _ := strconv.Atoi(s); return n }

var slots *[3]uint64

func open() {
	f, err := os.Create(fmt.Sprintf("%s/%d.cnt", env("BENCH_COUNTER_DIR", "/tmp"), os.Getpid()))
	if err != nil {
		panic(err)
	}
	f.Truncate(24)
	b, err := syscall.Mmap(int(f.Fd()), 0, 24, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	slots = (*[3]uint64)(unsafe.Pointer(&b[0]))
}

func done() {
	t := uint64(time.Now().UnixNano())
	atomic.CompareAndSwapUint64(&slots[1], 0, t)
	for {
		o := atomic.LoadUint64(&slots[2])
		if o >= t || atomic.CompareAndSwapUint64(&slots[2], o, t) {
			break
		}
	}
	atomic.AddUint64(&slots[0], 1)
}

type args struct {
	X, Y int
	S    string
	Ms   int
}

func main() {
	u, _ := url.Parse(env("BENCH_BROKER_URL", "redis://127.0.0.1:6379/0"))
	db := atoi(strings.TrimPrefix(u.Path, "/"))
	opt := asynq.RedisClientOpt{Addr: u.Host, DB: db}
	switch os.Args[1] {
	case "worker":
		open()
		lat, _ := os.Create(fmt.Sprintf("%s/%d.lat", env("BENCH_COUNTER_DIR", "/tmp"), os.Getpid()))
		_ = binary.Write(lat, binary.LittleEndian, []byte{})
		srv := asynq.NewServer(opt, asynq.Config{Concurrency: atoi(env("BENCH_CONCURRENCY", "10")), LogLevel: asynq.WarnLevel})
		h := asynq.HandlerFunc(func(ctx context.Context, t *asynq.Task) error {
			var a args
			if err := json.Unmarshal(t.Payload(), &a); err != nil {
				return err
			}
			if a.Ms > 0 {
				time.Sleep(time.Duration(a.Ms) * time.Millisecond)
			}
			done()
			return nil
		})
		if err := srv.Run(h); err != nil {
			panic(err)
		}
	default:
		c := asynq.NewClient(opt)
		n, task := atoi(env("BENCH_N", "10000")), env("BENCH_TASK", "add")
		s := strings.Repeat("x", atoi(env("BENCH_PAYLOAD", "1024")))
		t0 := time.Now()
		for i := 0; i < n; i++ {
			a := args{X: i, Y: 1}
			if task == "payload" {
				a.S = s
			}
			b, _ := json.Marshal(a)
			if _, err := c.Enqueue(asynq.NewTask(task, b)); err != nil {
				panic(err)
			}
		}
		fmt.Printf("{\"n\": %d, \"seconds\": %f}\n", n, time.Since(t0).Seconds())
	}
}
