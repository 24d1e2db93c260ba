package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.DeadLetter.Death;
import io.celeriac.DeadLetter.Reason;
import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.TaskError;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.Reaction;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of calls of tasks that are not registered here ({@code celeriac_unknown_task}): they
 * are dead letters, wait for a worker that has the task, or are discarded as in Celery.
 */
final class UnknownTasks {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownTasks.class);

  /** When a worker first saw the message, in seconds since 1970; and how often since then. */
  private static final String SINCE = "x-celeriac-unknown-since";

  private static final String TIMES = "x-celeriac-unknown-times";

  /** As long as no more wait here, others are taken in meanwhile. */
  private static final int MOST_BESIDE = 1_000;

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final Settlement settlement;
  private final Burial burial;
  private final Copies copies;
  private final ResultWriter results;
  private final TaskEvents events;
  private final Prefetch prefetch;
  private final Timer timer;
  private final LogLimit log;
  private final String policy;
  private final Duration delay;
  private final Duration timeout;
  private final AtomicInteger held = new AtomicInteger();

  UnknownTasks(
      WorkerEnvironment app,
      WorkerConfig config,
      Settlement settlement,
      Burial burial,
      Copies copies,
      ResultWriter results,
      TaskEvents events,
      Prefetch prefetch,
      Timer timer,
      LogLimit log) {
    this.app = app;
    this.config = config;
    this.settlement = settlement;
    this.burial = burial;
    this.copies = copies;
    this.results = results;
    this.events = events;
    this.prefetch = prefetch;
    this.timer = timer;
    this.log = log;
    this.policy = app.settings().get(Setting.CELERIAC_UNKNOWN_TASK);
    this.delay = app.settings().get(Setting.CELERIAC_UNKNOWN_TASK_DELAY);
    this.timeout = app.settings().get(Setting.CELERIAC_UNKNOWN_TASK_TIMEOUT);
  }

  /** Takes such a call over. */
  void arrived(Decoded.UnknownTask unknown, Delivery delivery) {
    Seen seen = Seen.of(delivery.message(), app.clock().instant());
    if (policy.equals("delay") && app.clock().instant().isBefore(seen.since().plus(timeout))) {
      tell(unknown, delivery, "is handed back in " + delay.toSeconds() + " s");
      delay(delivery, seen);
    } else if (policy.equals("discard")) {
      tell(unknown, delivery, "has been rejected without requeue");
      settlement.refused(delivery, Reaction.REJECT);
      failed(unknown, delivery);
    } else {
      tell(unknown, delivery, burial.whereTo(Reaction.REJECT));
      burial.bury(
          delivery,
          new Death(
              Reason.UNKNOWN_TASK,
              "no task '" + unknown.name() + "' is registered",
              config.hostname(),
              seen.times(),
              unknown.name(),
              unknown.id()),
          Reaction.REJECT,
          () -> failed(unknown, delivery));
    }
  }

  private void tell(Decoded.UnknownTask unknown, Delivery delivery, String fate) {
    log.tell(
        "unknown " + unknown.name(),
        () -> WorkerLog.unknownTask(unknown, fate, delivery.message().body()),
        more -> WorkerLog.moreUnknownTasks(unknown.name(), more));
  }

  /** Since when, and how often with this time. */
  private record Seen(Instant since, int times) {
    static Seen of(Message message, Instant now) {
      Map<String, @Nullable Object> headers = message.headers();
      return new Seen(
          headers.get(SINCE) instanceof Number seconds
              ? Instant.ofEpochSecond(Math.clamp(seconds.longValue(), 0, now.getEpochSecond()))
              : now,
          headers.get(TIMES) instanceof Number times
              ? Math.clamp(times.longValue(), 0, Integer.MAX_VALUE - 1) + 1
              : 1);
    }
  }

  /** It waits here, unacknowledged, and then goes to the end of its queue for all to take. */
  private void delay(Delivery delivery, Seen seen) {
    boolean beside = held.incrementAndGet() <= MOST_BESIDE;
    if (beside) {
      prefetch.waiting(1);
    }
    timer.after(
        delay.toNanos(),
        () ->
            Thread.ofVirtual()
                .name("celeriac-hand-back")
                .start(() -> {
                  handBack(delivery, seen);
                  held.decrementAndGet();
                  if (beside) {
                    prefetch.waiting(-1);
                  }
                }));
  }

  private void handBack(Delivery delivery, Seen seen) {
    if (delivery.stale()) {
      return;
    }
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    changes.put(SINCE, seen.since().getEpochSecond());
    changes.put(TIMES, seen.times());
    try {
      copies.send(delivery, changes);
      settlement.moved(delivery);
    } catch (RuntimeException e) {
      burial.later(delivery, e);
    }
  }

  /** Whoever waits for the task, or for what comes after it, is told. */
  private void failed(Decoded.UnknownTask unknown, Delivery delivery) {
    events.notRegistered(unknown.id(), unknown.name());
    try {
      results.notRegistered(unknown.id(), unknown.name(), delivery.message().properties());
      if (app.codec().decode(delivery.message(), app.acceptContent(), name -> true)
          instanceof Decoded.Task task) {
        TaskRequest request =
            new TaskRequest(
                task.message(),
                delivery.message().properties(),
                delivery.info(),
                config.hostname());
        app.workflows()
            .failed(
                request, new TaskError.NotRegistered(unknown.name()), null, app.hasResultBackend());
      }
    } catch (ResultBackendException | BrokerException e) {
      LOG.error("That a task is unknown could not be stored: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("What follows an unknown task cannot be carried out: {}", e.getMessage(), e);
    }
  }
}
