//! Rusty Celery in the comparison: `rusty-bench worker` and `rusty-bench produce`.
//! README.md has the variables that say what to do.
#![allow(non_upper_case_globals)]

use celery::prelude::*;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

fn env(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_string())
}

fn now_ns() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64
}

/// CPU seconds used by this process.
fn cpu_s() -> f64 {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut t) };
    t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
}

/// The counter file: three u64 (count, first done, last done), mapped and shared with the harness.
struct Counter {
    _map: memmap2::MmapMut,
    slots: &'static [AtomicU64; 3],
}

fn counter() -> &'static Counter {
    static C: OnceLock<Counter> = OnceLock::new();
    C.get_or_init(|| {
        let path = format!("{}/{}.cnt", env("BENCH_COUNTER_DIR", "/tmp"), std::process::id());
        let f = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(path).unwrap();
        f.set_len(24).unwrap();
        let map = unsafe { memmap2::MmapMut::map_mut(&f).unwrap() };
        let slots = unsafe { &*(map.as_ptr() as *const [AtomicU64; 3]) };
        Counter { _map: map, slots }
    })
}

fn done() {
    let c = counter();
    let t = now_ns();
    let _ = c.slots[1].compare_exchange(0, t, Ordering::Relaxed, Ordering::Relaxed);
    c.slots[2].fetch_max(t, Ordering::Relaxed);
    c.slots[0].fetch_add(1, Ordering::Release);
}

fn sample(us: i64) {
    static F: OnceLock<Mutex<File>> = OnceLock::new();
    let f = F.get_or_init(|| {
        let path = format!("{}/{}.lat", env("BENCH_COUNTER_DIR", "/tmp"), std::process::id());
        Mutex::new(File::create(path).unwrap())
    });
    f.lock().unwrap().write_all(&us.to_le_bytes()).unwrap();
}

#[celery::task(name = "bench.noop")]
async fn noop() -> TaskResult<()> {
    done();
    Ok(())
}

#[celery::task(name = "bench.add")]
async fn add(x: i32, y: i32) -> TaskResult<i32> {
    let r = x + y;
    done();
    Ok(r)
}

#[celery::task(name = "bench.payload")]
async fn payload(s: String) -> TaskResult<usize> {
    let r = s.len();
    done();
    Ok(r)
}

#[celery::task(name = "bench.sleep")]
async fn sleep(ms: u64) -> TaskResult<()> {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    done();
    Ok(())
}

/// Records now - t (microseconds): latency from send, or lateness against an ETA.
#[celery::task(name = "bench.stamp")]
async fn stamp(t: i64) -> TaskResult<()> {
    sample((now_ns() / 1000) as i64 - t);
    done();
    Ok(())
}

/// CPU bound: n rounds of a 64-bit mixing loop.
#[celery::task(name = "bench.spin")]
async fn spin(n: u64) -> TaskResult<u64> {
    let mut x: u64 = 88172645463325252;
    for _ in 0..n {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    done();
    Ok(x >> 1)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    let url = env("BENCH_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//");
    let prefetch: u16 = env("BENCH_PREFETCH", "10").parse()?;
    let queue = env("BENCH_QUEUE", "celery");
    let mode = std::env::args().nth(1).unwrap_or_default();
    macro_rules! go {
        ($broker:ident) => {{
            let app = celery::app!(
                broker = $broker { url },
                tasks = [noop, add, payload, sleep, stamp, spin],
                task_routes = ["*" => &queue],
                prefetch_count = prefetch,
            ).await?;
            match mode.as_str() {
                "worker" => app.consume_from(&[&queue]).await?,
                "produce" => {
                    let n: usize = env("BENCH_N", "10000").parse()?;
                    let task = env("BENCH_TASK", "add");
                    let s = "x".repeat(env("BENCH_PAYLOAD", "1024").parse()?);
                    let (t0, c0) = (Instant::now(), cpu_s());
                    for i in 0..n {
                        match task.as_str() {
                            "noop" => { app.send_task(noop::new()).await?; }
                            "payload" => { app.send_task(payload::new(s.clone())).await?; }
                            _ => { app.send_task(add::new(i as i32, 1)).await?; }
                        }
                    }
                    let dt = t0.elapsed().as_secs_f64();
                    println!("{{\"n\": {}, \"seconds\": {:.6}, \"cpu_s\": {:.6}}}", n, dt, cpu_s() - c0);
                }
                _ => anyhow::bail!("usage: rusty-bench worker|produce"),
            }
            app.close().await?;
        }};
    }
    if url.starts_with("redis") {
        go!(RedisBroker)
    } else {
        go!(AMQPBroker)
    }
    Ok(())
}
