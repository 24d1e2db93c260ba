package io.celeriac.cli;

import io.celeriac.TaskCallbacks;
import io.celeriac.TaskContext;
import io.celeriac.TaskInterceptor;
import io.celeriac.TaskRequest;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the tasks of the demonstration from inside the worker, and writes their stories. Calls
 * that are no part of it are guests, and shown when it is over. Thread-safe.
 */
final class Stage implements TaskInterceptor, TaskCallbacks {

  private final LongSupplier clock;
  private final ConcurrentMap<String, CallStory> watched = new ConcurrentHashMap<>();
  private final CrowdStory crowd;
  private final Semaphore changes = new Semaphore(0);
  private volatile long start;
  private volatile Optional<Guests> guests = Optional.empty();

  /** Hears of calls from elsewhere. */
  interface Guests {
    void succeeded(TaskRequest request, @Nullable Object value, long nanos);

    void failed(TaskRequest request, Throwable thrown);

    void retried(TaskRequest request, Throwable reason);
  }

  Stage(LongSupplier clock, CrowdStory crowd) {
    this.clock = clock;
    this.crowd = crowd;
  }

  /** The demonstration begins now. */
  void begin() {
    start = clock.getAsLong();
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return clock.getAsLong() - start;
  }

  /** Watches a call by its id from now on. */
  void watch(String id, CallStory story) {
    watched.put(id, story);
  }

  void welcome(Guests visitors) {
    guests = Optional.of(visitors);
  }

  /** Wakes who waits for something to show. */
  void changed() {
    changes.release();
  }

  /** Waits until something has changed, at most so long. */
  void awaitChange(long millis) throws InterruptedException {
    if (changes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      changes.drainPermits();
    }
  }

  @Override
  public @Nullable Object around(TaskContext task, Invocation next) throws Exception {
    CallStory story = watched.get(task.request().id());
    if (story != null) {
      return single(story, next);
    }
    return task.request().task().equals("quickstart.nap") && guests.isEmpty()
        ? oneOfMany(next)
        : guest(task.request(), next);
  }

  private @Nullable Object single(CallStory story, Invocation next) throws Exception {
    story.started(now());
    changed();
    try {
      Object value = next.proceed();
      story.ran(now(), null);
      return value;
    } catch (Exception e) {
      story.ran(now(), e);
      throw e;
    } finally {
      changed();
    }
  }

  private @Nullable Object oneOfMany(Invocation next) throws Exception {
    crowd.started(now());
    try {
      return next.proceed();
    } finally {
      crowd.ran(now());
    }
  }

  private @Nullable Object guest(TaskRequest request, Invocation next) throws Exception {
    long begin = now();
    Object value = next.proceed();
    guests.ifPresent(each -> each.succeeded(request, value, now() - begin));
    return value;
  }

  /** Here and not around the task: wrong arguments fail it before it runs. */
  @Override
  public void onFailure(TaskContext task, Throwable failure) {
    guests.ifPresent(each -> each.failed(task.request(), failure));
  }

  @Override
  public void onRetry(TaskContext task, Throwable reason) {
    guests.ifPresent(each -> each.retried(task.request(), reason));
  }
}
