package io.celeriac;

import io.celeriac.spi.Completed;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Yields results as they become ready. Announcements leave only an index behind; the documents are
 * read in batches when their turn has come, unless the backend keeps none. For one thread.
 */
final class CompletionOrder<R> implements Iterator<AsyncResult.Ended<R>> {

  private static final int BATCH = 100;

  private record Announced(int index, Optional<ResultDocument> document) {}

  private final List<AsyncResult<R>> results;
  private final Duration timeout;
  private final ResultAccess access;
  private final BlockingQueue<Announced> ready = new LinkedBlockingQueue<>();
  private final Deque<AsyncResult.Ended<R>> next = new ArrayDeque<>();
  private int left;

  private CompletionOrder(List<AsyncResult<R>> results, Duration timeout, ResultAccess access) {
    this.results = results;
    this.timeout = timeout;
    this.access = access;
    this.left = results.size();
  }

  static <R> CompletionOrder<R> of(
      List<AsyncResult<R>> results, Duration timeout, ResultAccess access) {
    ResultAccess.expectMayWait(results.isEmpty() ? "none" : results.getFirst().id());
    CompletionOrder<R> order = new CompletionOrder<>(results, timeout, access);
    order.listen();
    return order;
  }

  private void listen() {
    boolean kept = access.backend().isPersistent();
    for (int i = 0; i < results.size(); i++) {
      int index = i;
      AsyncResult<R> result = results.get(i);
      CompletableFuture<?> ignored =
          result instanceof GroupResult<?>
              ? result
                  .future()
                  .whenComplete(
                      (value, failure) -> ready.add(new Announced(index, Optional.empty())))
              : access
                  .backend()
                  .ready(result.id())
                  .whenComplete((document, failure) ->
                      ready.add(
                          new Announced(
                              index, kept ? Optional.empty() : Optional.ofNullable(document))));
    }
  }

  Stream<AsyncResult.Ended<R>> stream() {
    return StreamSupport.stream(
            Spliterators.spliterator(this, results.size(), Spliterator.ORDERED), false)
        .onClose(() -> results.forEach(each -> each.leaves().forEach(access.backend()::unwatch)));
  }

  @Override
  public boolean hasNext() {
    return left > 0;
  }

  @Override
  public AsyncResult.Ended<R> next() {
    if (left == 0) {
      throw new NoSuchElementException("all results have been seen");
    }
    if (next.isEmpty()) {
      fill();
    }
    left--;
    return next.removeFirst();
  }

  private void fill() {
    List<Announced> batch = new ArrayList<>();
    try {
      Announced first = ready.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (first == null) {
        throw new ResultTimeoutException(
            left + " of " + results.size() + " results have not come within " + timeout, null);
      }
      batch.add(first);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ResultTimeoutException("Interrupted while waiting for results", e);
    }
    ready.drainTo(batch, BATCH - 1);
    Map<String, ResultDocument> documents = documents(batch);
    for (Announced announced : batch) {
      AsyncResult<R> result = results.get(announced.index());
      next.add(ended(result, documents.get(result.id())));
    }
  }

  private Map<String, ResultDocument> documents(List<Announced> batch) {
    Map<String, ResultDocument> documents = new HashMap<>();
    Map<String, Integer> unread = new LinkedHashMap<>();
    for (Announced announced : batch) {
      AsyncResult<R> result = results.get(announced.index());
      announced
          .document()
          .ifPresentOrElse(
              document -> documents.put(result.id(), document),
              () -> unread.put(result.id(), announced.index()));
    }
    if (!unread.isEmpty()) {
      documents.putAll(access.documents(List.copyOf(unread.keySet())));
    }
    return documents;
  }

  private AsyncResult.Ended<R> ended(AsyncResult<R> result, @Nullable ResultDocument document) {
    try {
      if (result instanceof GroupResult<?> group) {
        return new AsyncResult.Ended<>(
            result, Optional.ofNullable(result.<R>cast(group.future().join())), Optional.empty());
      }
      if (document == null) {
        throw new ResultBackendException(
            "The result of task " + result.id() + " was announced, but is gone");
      }
      return new AsyncResult.Ended<>(
          result,
          Optional.ofNullable(result.<@Nullable R>cast(access.value(document, result.type()))),
          Optional.empty());
    } catch (RuntimeException e) {
      return new AsyncResult.Ended<>(
          result,
          Optional.empty(),
          Optional.of(Completed.unwrapped(e) instanceof RuntimeException cause ? cause : e));
    }
  }
}
