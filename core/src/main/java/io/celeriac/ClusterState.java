package io.celeriac;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the events of a cluster add up to: which workers there are, what their tasks are at, and how
 * often what happens. It keeps the latest tasks and workers only. Given to {@link Events#receive}:
 *
 * <pre>{@code
 * ClusterState cluster = new ClusterState();
 * try (EventReceiver receiver = app.events().receive(cluster)) {
 *   …
 *   cluster.workers().forEach(worker -> …);
 * }
 * }</pre>
 *
 * <p>Thread-safe; what it returns are values that do not change.
 */
public final class ClusterState implements EventListener {

  /** How many tasks are kept unless something else is said. */
  public static final int MAX_TASKS = 10_000;

  /** How many workers are kept unless something else is said. */
  public static final int MAX_WORKERS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterState.class);
  private static final Duration LARGEST_DRIFT = Duration.ofSeconds(16);

  private final ReentrantLock lock = new ReentrantLock();
  private final SequencedMap<String, WorkerState> workers;
  private final SequencedMap<String, TaskState> tasks;
  private final Set<String> drifting = new HashSet<>();
  private final EventRates rates = new EventRates();
  private long eventCount;
  private long taskCount;

  /** One of the usual size. */
  public ClusterState() {
    this(MAX_TASKS, MAX_WORKERS);
  }

  /** One that keeps so many; what came first goes first. */
  public ClusterState(int maxTasks, int maxWorkers) {
    this.tasks = bounded(maxTasks);
    this.workers = bounded(maxWorkers);
  }

  private static <V> SequencedMap<String, V> bounded(int max) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > max;
      }
    };
  }

  @Override
  public void event(Event event) {
    lock.lock();
    try {
      eventCount++;
      rates.add(event);
      switch (event.group()) {
        case "worker" -> workerEvent(event);
        case "task" -> event.uuid().ifPresent(uuid -> taskEvent(uuid, event));
        default -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  private void workerEvent(Event event) {
    warnOfDrift(event);
    String hostname = event.hostname();
    if (event.subject().equals("offline")) {
      workers.remove(hostname);
    } else {
      workers.put(hostname, known(hostname).after(event));
    }
  }

  private void taskEvent(String uuid, Event event) {
    if (event.subject().equals("received")) {
      taskCount++;
    }
    TaskState before = tasks.get(uuid);
    tasks.put(uuid, (before == null ? TaskState.unknown(uuid) : before).after(event));
    if (!event.subject().equals("sent")) {
      workers.put(event.hostname(), known(event.hostname()).heardOf(event.timestamp()));
    }
  }

  private WorkerState known(String hostname) {
    WorkerState worker = workers.get(hostname);
    return worker == null ? WorkerState.unknown(hostname) : worker;
  }

  private void warnOfDrift(Event event) {
    Duration drift = Duration.between(event.timestamp(), event.received()).abs();
    if (drift.compareTo(LARGEST_DRIFT) > 0
        && drifting.size() < MAX_WORKERS
        && drifting.add(event.hostname())) {
      LOG.warn(
          "Substantial drift from {} may mean clocks are out of sync. Current drift is {} seconds."
              + " [orig: {} recv: {}]",
          event.hostname(),
          drift.toSeconds(),
          event.timestamp(),
          event.received());
    }
  }

  /** Forgets a worker, such as one that is no longer alive. */
  public void forgetWorker(String hostname) {
    lock.lock();
    try {
      workers.remove(hostname);
    } finally {
      lock.unlock();
    }
  }

  /** The workers that have not said that they go, in the order that they were first heard of. */
  public List<WorkerState> workers() {
    lock.lock();
    try {
      return List.copyOf(workers.values());
    } finally {
      lock.unlock();
    }
  }

  /** Those of them that seem to be alive. */
  public List<WorkerState> aliveWorkers(Instant now) {
    return workers().stream().filter(worker -> worker.isAlive(now)).toList();
  }

  public Optional<WorkerState> worker(String hostname) {
    lock.lock();
    try {
      return Optional.ofNullable(workers.get(hostname));
    } finally {
      lock.unlock();
    }
  }

  /** The tasks that were first heard of last, at most so many; the latest first. */
  public List<TaskState> tasks(int limit) {
    lock.lock();
    try {
      List<TaskState> latest = new ArrayList<>(Math.min(limit, tasks.size()));
      for (TaskState task : tasks.sequencedValues().reversed()) {
        if (latest.size() == limit) {
          break;
        }
        latest.add(task);
      }
      return latest;
    } finally {
      lock.unlock();
    }
  }

  public Optional<TaskState> task(String uuid) {
    lock.lock();
    try {
      return Optional.ofNullable(tasks.get(uuid));
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many events of a type came each second of late.
   *
   * @param type such as {@code task-succeeded}
   * @param now the present time
   * @param window how far to look back, in whole seconds, at most a minute
   */
  public double perSecond(String type, Instant now, Duration window) {
    lock.lock();
    try {
      return rates.perSecond(type, now, window);
    } finally {
      lock.unlock();
    }
  }

  /** How many events have come. */
  public long eventCount() {
    lock.lock();
    try {
      return eventCount;
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks were received by workers. */
  public long taskCount() {
    lock.lock();
    try {
      return taskCount;
    } finally {
      lock.unlock();
    }
  }
}
