//! The same worker and sender as `faults/worker` and `faults/publish`, for the reliability harness; they read the
//! same environment.

use celery::prelude::*;
use std::env::var;
use std::time::Duration;

/// One connection for each count: the ledger must not be what limits or fails a run.
async fn ledger() -> TaskResult<redis::aio::Connection> {
    let url = var("LEDGER_URL").with_unexpected_err(|| "LEDGER_URL is not set")?;
    let client = redis::Client::open(url).with_unexpected_err(|| "LEDGER_URL is no URL")?;
    client.get_async_connection().await.with_unexpected_err(|| "no ledger")
}

async fn count(command: &mut redis::Cmd) -> TaskResult<()> {
    let mut connection = ledger().await?;
    command.query_async::<_, i64>(&mut connection).await.with_unexpected_err(|| "not counted")?;
    Ok(())
}

#[celery::task(name = "mark")]
async fn mark(i: i64, ms: i64) -> TaskResult<()> {
    tokio::time::sleep(Duration::from_millis(ms as u64)).await;
    count(redis::cmd("HINCRBY").arg("done").arg(i).arg(1)).await
}

#[celery::task(name = "noop")]
async fn noop() -> TaskResult<()> {
    count(redis::cmd("INCR").arg("noop")).await
}

#[celery::task(name = "die")]
async fn die() -> TaskResult<()> {
    count(redis::cmd("INCR").arg("die")).await?;
    let own = std::process::id().to_string();
    let _ = std::process::Command::new("kill").args(["-KILL", &own]).status();
    Ok(())
}

pub async fn work() -> anyhow::Result<()> {
    let (url, queue) = (var("CELERY_BROKER_URL")?, var("CELERY_QUEUE")?);
    let concurrency: u16 = var("CONCURRENCY").unwrap_or_else(|_| "8".into()).parse()?;
    let late = var("ACKS_LATE").is_ok_and(|text| text == "1");
    // It has no limit of what runs at once but the prefetch count.
    let app = celery::app!(
        broker = AMQPBroker { url },
        tasks = [mark, noop, die],
        task_routes = ["*" => &queue],
        default_queue = &queue,
        prefetch_count = concurrency,
        acks_late = late,
    )
    .await?;
    app.consume_from(&[&queue]).await?;
    app.close().await?;
    Ok(())
}

pub async fn publish(count: usize) -> anyhow::Result<()> {
    let (url, queue) = (var("CELERY_BROKER_URL")?, var("CELERY_QUEUE")?);
    let app = celery::app!(
        broker = AMQPBroker { url },
        tasks = [noop],
        task_routes = ["*" => &queue],
        default_queue = &queue,
    )
    .await?;
    let (mut ok, mut failed) = (0, 0);
    for _ in 0..count {
        match app.send_task(noop::new()).await {
            Ok(_) => ok += 1,
            Err(error) => {
                if failed == 0 {
                    eprintln!("{error}");
                }
                failed += 1;
            }
        }
    }
    println!("{{\"ok\": {ok}, \"failed\": {failed}}}");
    Ok(())
}
