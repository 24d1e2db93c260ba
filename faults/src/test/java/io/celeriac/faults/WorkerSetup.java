package io.celeriac.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker under test is told, whoever's worker it is.
 *
 * @param visibility after what time others may run what a dead worker had; on Redis
 * @param options further arguments, as of {@code celeriac worker}
 * @param environment further environment variables
 */
record WorkerSetup(
    String brokerUrl,
    String queue,
    String ledgerUrl,
    boolean acksLate,
    int concurrency,
    Duration visibility,
    List<String> options,
    Map<String, String> environment) {

  /** Late acknowledgement and eight tasks at once on the queue {@code faults}. */
  static WorkerSetup of(String brokerUrl, String ledgerUrl) {
    return new WorkerSetup(
        brokerUrl, "faults", ledgerUrl, true, 8, Duration.ofSeconds(10), List.of(), Map.of());
  }

  WorkerSetup acksLate(boolean late) {
    return new WorkerSetup(
        brokerUrl, queue, ledgerUrl, late, concurrency, visibility, options, environment);
  }

  WorkerSetup concurrency(int count) {
    return new WorkerSetup(
        brokerUrl, queue, ledgerUrl, acksLate, count, visibility, options, environment);
  }

  WorkerSetup visibility(Duration time) {
    return new WorkerSetup(
        brokerUrl, queue, ledgerUrl, acksLate, concurrency, time, options, environment);
  }

  WorkerSetup broker(String url) {
    return new WorkerSetup(
        url, queue, ledgerUrl, acksLate, concurrency, visibility, options, environment);
  }

  WorkerSetup options(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new WorkerSetup(
        brokerUrl, queue, ledgerUrl, acksLate, concurrency, visibility, all, environment);
  }

  WorkerSetup environment(String name, String value) {
    Map<String, String> all = new HashMap<>(environment);
    all.put(name, value);
    return new WorkerSetup(
        brokerUrl, queue, ledgerUrl, acksLate, concurrency, visibility, options, all);
  }

  /** What all contenders read. */
  Map<String, String> variables() {
    Map<String, String> all = new HashMap<>(environment);
    all.put("CELERY_BROKER_URL", brokerUrl);
    all.put("CELERY_QUEUE", queue);
    all.put("LEDGER_URL", ledgerUrl);
    all.put("ACKS_LATE", acksLate ? "1" : "0");
    all.put("CONCURRENCY", Integer.toString(concurrency));
    all.put("VISIBILITY_TIMEOUT", Long.toString(visibility.toSeconds()));
    return all;
  }
}
