//! Rusty Celery on the other end: `rusty-interop consume URL QUEUE` runs `interop.counted_add` and writes one
//! line for each run, and `rusty-interop produce URL QUEUE FIRST COUNT [COUNTDOWN]` sends that many.
#![allow(non_upper_case_globals)]

mod faults;

use celery::prelude::*;
use std::io::Write;

#[celery::task(name = "interop.counted_add", bind = true)]
async fn add(task: &Self, x: i64, y: i64) -> TaskResult<i64> {
    // One write for each line, for the reader counts lines while this runs.
    let line = format!("ran {} {} {} {}\n", task.request.id, x, y, x + y);
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).and_then(|()| out.flush()).with_unexpected_err(|| "no standard output")?;
    Ok(x + y)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("faults-worker") => return faults::work().await,
        Some("faults-publish") => return faults::publish(arguments.get(1).map_or(Ok(0), |text| text.parse())?).await,
        _ => {}
    }
    let (mode, url, queue) = match arguments.as_slice() {
        [mode, url, queue, ..] => (mode.as_str(), url.clone(), queue.clone()),
        _ => anyhow::bail!("usage: rusty-interop consume|produce URL QUEUE [FIRST COUNT [COUNTDOWN]]"),
    };
    // The scheme of the URL selects the broker; the type named here does not matter.
    let app = celery::app!(
        broker = AMQPBroker { url },
        tasks = [add],
        task_routes = ["*" => &queue],
        default_queue = &queue,
        prefetch_count = 50,
    )
    .await?;
    match mode {
        "consume" => {
            println!("ready");
            app.consume_from(&[&queue]).await?;
        }
        "produce" => {
            let number = |index: usize| arguments.get(index).map(|text| text.parse::<i64>()).transpose();
            let first = number(3)?.unwrap_or(0);
            let count = number(4)?.unwrap_or(1);
            let countdown = number(5)?.unwrap_or(0);
            for x in first..first + count {
                let signature = add::new(x, 1).with_expires_in(600);
                let signature = if countdown > 0 { signature.with_countdown(countdown as u32) } else { signature };
                println!("sent {}", app.send_task(signature).await?.task_id);
            }
        }
        other => anyhow::bail!("'{other}' is neither consume nor produce"),
    }
    app.close().await?;
    Ok(())
}
