package io.celeriac;

import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultDocument;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call, by its id: a handle that asks the result backend; nothing is remembered, so
 * each question is answered by what is stored now. Thread-safe. Two are equal when their ids are.
 * Celery's AsyncResult; docs/results.md.
 *
 * @param <R> the type of the result
 */
public sealed class AsyncResult<R> permits GroupResult {

  private static final Duration LOOK_AT_PARENTS = Duration.ofSeconds(1);

  final ResultAccess access;
  private final String id;
  private final Type type;
  private final @Nullable AsyncResult<?> parent;
  private final boolean ignored;

  AsyncResult(
      String id, Type type, ResultAccess access, @Nullable AsyncResult<?> parent, boolean ignored) {
    this.id = id;
    this.type = type;
    this.access = access;
    this.parent = parent;
    this.ignored = ignored;
  }

  /** The task's id. */
  public final String id() {
    return id;
  }

  final Type type() {
    return type;
  }

  /** The result of the step before, when this is one of a chain that was sent from here. */
  public final Optional<AsyncResult<?>> parent() {
    return Optional.ofNullable(parent);
  }

  /**
   * Whether nothing will be stored, because the call, the task as it is known here, or {@code
   * task_ignore_result} says {@code ignore_result}.
   */
  public final boolean ignored() {
    return ignored;
  }

  private Optional<ResultDocument> document() {
    return access.backend().find(id);
  }

  /** The state's name; PENDING when nothing is known of the task. */
  public String state() {
    return document().map(ResultDocument::status).orElse("PENDING");
  }

  /** Whether anything is stored: tells a task that is waiting from one that never was. */
  public boolean exists() {
    return document().isPresent();
  }

  /** Whether the task has ended: succeeded, failed or revoked. */
  public boolean ready() {
    return document().map(ResultDocument::isReady).orElse(false);
  }

  /** Whether it has succeeded. */
  public boolean successful() {
    return state().equals("SUCCESS");
  }

  /** Whether it has failed. */
  public boolean failed() {
    return state().equals("FAILURE");
  }

  /** The meta data of a state of the task's own, such as progress; the raw result otherwise. */
  public Optional<Object> info() {
    return document().map(ResultDocument::result);
  }

  /**
   * The result, when it is there; empty too when it is null.
   *
   * @throws TaskFailedException when the task failed
   * @throws TaskRevokedError when the task was revoked or expired
   */
  public Optional<R> result() {
    return document()
        .filter(ResultDocument::isReady)
        .flatMap(each -> Optional.ofNullable(this.<@Nullable R>cast(access.value(each, type))));
  }

  /** The stack trace of a failure. */
  public Optional<String> traceback() {
    return document().map(ResultDocument::traceback);
  }

  /**
   * When the task ended; empty before, and where the backend does not say.
   *
   * @throws ResultBackendException when what is stored is no time
   */
  public Optional<Instant> dateDone() {
    return document()
        .map(ResultDocument::dateDone)
        .map(time -> {
          try {
            return IsoTime.parse(time);
          } catch (DateTimeException e) {
            throw unreadable("time", e);
          }
        });
  }

  private ResultBackendException unreadable(String what, RuntimeException cause) {
    return new ResultBackendException(
        "The " + what + " in the result of " + id + " cannot be read: " + cause.getMessage(),
        cause);
  }

  /**
   * What {@code result_extended} stores besides: name, args, kwargs, worker, retries, queue, and
   * stamps; empty without it.
   */
  public Map<String, @Nullable Object> extended() {
    return document().map(ResultDocument::extended).orElse(Map.of());
  }

  /**
   * What the task sent while it ran: tasks, groups, callbacks, the next step of its chain.
   *
   * @throws ResultBackendException when what is stored is none of these
   */
  public List<AsyncResult<?>> children() {
    List<AsyncResult<?>> all = new ArrayList<>();
    try {
      document()
          .map(ResultDocument::children)
          .ifPresent(tuples ->
              tuples.forEach(each -> all.add(access.of(ResultTuple.fromWire(each), Object.class))));
    } catch (IllegalArgumentException e) {
      throw unreadable("children", e);
    }
    return all;
  }

  /**
   * Waits for the result. A failure of a step before it in its chain is thrown as well.
   *
   * @param timeout how long at the most
   * @return the result; null when the task returned none, or when results are ignored
   * @throws ResultTimeoutException when it has not come by then
   * @throws TaskFailedException when the task failed; or what {@link CeleryBuilder#failure} has for
   *     failures of its type
   * @throws TaskRevokedError when the task was revoked or expired
   * @throws IllegalStateException inside a task, where waiting for another can lock up a worker
   */
  @SuppressWarnings("NullAway") // R may be Void or nullable, which the caller knows
  public R get(Duration timeout) throws InterruptedException {
    if (ignored) {
      return null;
    }
    ResultAccess.expectMayWait(id);
    throwOfParents();
    CompletableFuture<R> coming = future();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long left = Math.max(0, deadline - System.nanoTime());
      try {
        return coming.get(
            parent == null ? left : Math.min(left, LOOK_AT_PARENTS.toNanos()),
            TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() >= deadline) {
          throw new ResultTimeoutException(
              "Task " + id + " has not ended within " + timeout + "; its state is " + state(), e);
        }
        throwOfParents();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new ResultBackendException("The result of task " + id + " cannot be read", e);
      }
    }
  }

  /**
   * Waits for the task to end, however it does.
   *
   * @return how it ended: the value or the failure
   * @throws ResultTimeoutException when it has not ended by then
   */
  public Ended<R> await(Duration timeout) throws InterruptedException {
    try {
      return new Ended<>(this, Optional.ofNullable(get(timeout)), Optional.empty());
    } catch (RuntimeException e) {
      if (!FailureTypes.isOutcome(e)) {
        throw e;
      }
      return new Ended<>(this, Optional.empty(), Optional.of(e));
    }
  }

  /**
   * How a task ended.
   *
   * @param result whose this is
   * @param value what it returned; empty for null and for a failure
   * @param failure what it failed with
   */
  public record Ended<R>(
      AsyncResult<? extends R> result, Optional<R> value, Optional<RuntimeException> failure) {}

  /** The oldest failure among the steps before. */
  private void throwOfParents() {
    List<AsyncResult<?>> line = new ArrayList<>();
    for (AsyncResult<?> each = parent; each != null; each = each.parent) {
      line.addFirst(each);
    }
    if (line.isEmpty() || !access.backend().isPersistent()) {
      return;
    }
    Set<String> ids = new LinkedHashSet<>();
    line.forEach(each -> ids.addAll(each.leaves()));
    for (ResultDocument document : access.documents(List.copyOf(ids)).values()) {
      if (document.isReady() && !document.status().equals("SUCCESS")) {
        throw access.failure(document);
      }
    }
  }

  /** Its value among the documents of its leaves, all of which are there and ready. */
  R valueAmong(Map<String, ResultDocument> found) {
    return cast(access.value(Objects.requireNonNull(found.get(id)), type));
  }

  /** The ids of the tasks that it stands for. */
  List<String> leaves() {
    return List.of(id);
  }

  /** Completes with the result, or with what {@link #get} would throw of this task itself. */
  CompletableFuture<R> future() {
    return access
        .backend()
        .ready(id)
        .thenApply(document -> this.<R>cast(access.value(document, type)));
  }

  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  final <T extends @Nullable Object> T cast(@Nullable Object value) {
    return (T) value;
  }

  /**
   * Completes with the result, or with the failure of the task; on a virtual thread, so that what
   * follows may wait.
   */
  public CompletionStage<R> toCompletionStage() {
    return ignored
        ? CompletableFuture.completedFuture(this.<R>cast(null))
        : future().thenApplyAsync(value -> value, Callbacks.VIRTUAL).minimalCompletionStage();
  }

  /**
   * Everything that this task led to, in breadth: itself, its children, theirs, each with its
   * value. What has not ended yet is waited for.
   *
   * @param timeout how long for each
   * @throws TaskFailedException when one of them failed
   */
  public Stream<Ended<Object>> collect(Duration timeout) throws InterruptedException {
    List<Ended<Object>> all = new ArrayList<>();
    Deque<AsyncResult<?>> left = new ArrayDeque<>(List.of(this));
    while (!left.isEmpty()) {
      AsyncResult<?> next = left.removeFirst();
      Object value = next.get(timeout);
      all.add(new Ended<>(next, Optional.ofNullable(value), Optional.empty()));
      left.addAll(next.children());
    }
    return all.stream();
  }

  /** Deletes the result and those of the steps before from the backend, and stops watching. */
  public void forget() {
    access.backend().unwatch(id);
    access.backend().forget(id);
    if (parent != null) {
      parent.forget();
    }
  }

  /** Tells all workers not to run the task; what has started goes on. */
  public void revoke() {
    access.control().revoke(leaves(), false, "SIGTERM");
  }

  /** Tells all workers not to run the task, and to end it when it runs. */
  public void terminate() {
    access.control().revoke(leaves(), true, "SIGTERM");
  }

  /** Its form as a value: {@code [[id, parent], members]}. */
  public ResultTuple toTuple() {
    return new ResultTuple(id, parent == null ? null : parent.toTuple(), null);
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof AsyncResult<?> that && id.equals(that.id);
  }

  @Override
  public final int hashCode() {
    return id.hashCode();
  }

  @Override
  public final String toString() {
    return id;
  }
}
