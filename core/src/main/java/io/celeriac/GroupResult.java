package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.Completed;
import io.celeriac.spi.ResultDocument;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of a group. As one result it is the list of its members' values, in order; it is
 * ready when all are, and fails with the first that fails. Waiting costs one subscription for all.
 * Celery's GroupResult; docs/results.md.
 *
 * @param <R> the type of each member's result
 */
public final class GroupResult<R> extends AsyncResult<List<R>> implements Iterable<AsyncResult<R>> {

  private final List<AsyncResult<?>> results;

  GroupResult(
      String id,
      Type type,
      ResultAccess access,
      @Nullable AsyncResult<?> parent,
      List<AsyncResult<?>> results) {
    super(id, type, access, parent, false);
    this.results = List.copyOf(results);
  }

  /** The members' results, in order. A member that is itself a group is a GroupResult. */
  @SuppressWarnings("unchecked") // what is typed as a group of R is made of calls that result in R
  public List<AsyncResult<R>> results() {
    return (List<AsyncResult<R>>) (List<?>) results;
  }

  @Override
  public Iterator<AsyncResult<R>> iterator() {
    return results().iterator();
  }

  /** How many members there are. */
  public int size() {
    return results.size();
  }

  private Collection<ResultDocument> documents() {
    return access.documents(leaves()).values();
  }

  @Override
  List<String> leaves() {
    List<String> ids = new ArrayList<>(results.size());
    results.forEach(each -> ids.addAll(each.leaves()));
    return ids;
  }

  /** How many tasks have succeeded. */
  public int completedCount() {
    return succeeded(documents());
  }

  /** Whether some have not ended yet. */
  public boolean waiting() {
    return !ready();
  }

  /** SUCCESS when all have succeeded, FAILURE when one has failed, PENDING otherwise. */
  @Override
  public String state() {
    Collection<ResultDocument> found = documents();
    return anyFailed(found) ? "FAILURE" : allSucceeded(found) ? "SUCCESS" : "PENDING";
  }

  @Override
  public boolean ready() {
    return allReady(access.documents(leaves()));
  }

  @Override
  public boolean successful() {
    return allSucceeded(documents());
  }

  @Override
  public boolean failed() {
    return anyFailed(documents());
  }

  private boolean allReady(Map<String, ResultDocument> found) {
    return leaves().stream()
        .map(found::get)
        .allMatch(document -> document != null && document.isReady());
  }

  private boolean allSucceeded(Collection<ResultDocument> found) {
    return succeeded(found) == leaves().size();
  }

  private static int succeeded(Collection<ResultDocument> found) {
    return (int) found.stream().filter(each -> each.status().equals("SUCCESS")).count();
  }

  private static boolean anyFailed(Collection<ResultDocument> found) {
    return found.stream().anyMatch(each -> each.status().equals("FAILURE"));
  }

  @Override
  public boolean exists() {
    return !documents().isEmpty();
  }

  @Override
  public Optional<Object> info() {
    return Optional.empty();
  }

  @Override
  public Optional<List<R>> result() {
    Map<String, ResultDocument> found = access.documents(leaves());
    return allReady(found) ? Optional.of(valueAmong(found)) : Optional.empty();
  }

  @Override
  List<R> valueAmong(Map<String, ResultDocument> found) {
    List<R> values = new ArrayList<>(results.size());
    results().forEach(each -> values.add(each.valueAmong(found)));
    return values;
  }

  @Override
  public List<AsyncResult<?>> children() {
    return results;
  }

  @Override
  CompletableFuture<List<R>> future() {
    AtomicReferenceArray<@Nullable Object> values = new AtomicReferenceArray<>(results.size());
    CompletableFuture<List<R>> all = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(results.size());
    if (results.isEmpty()) {
      all.complete(List.of());
    }
    for (int i = 0; i < results.size(); i++) {
      int index = i;
      CompletableFuture<?> ignored =
          results
              .get(i)
              .future()
              .whenComplete((value, failure) -> {
                if (failure != null) {
                  all.completeExceptionally(Completed.unwrapped(failure));
                  return;
                }
                values.set(index, value);
                if (left.decrementAndGet() == 0) {
                  all.complete(listOf(values));
                }
              });
    }
    return all;
  }

  private List<R> listOf(AtomicReferenceArray<@Nullable Object> values) {
    List<R> list = new ArrayList<>(values.length());
    for (int i = 0; i < values.length(); i++) {
      list.add(this.<R>cast(values.get(i)));
    }
    return Collections.unmodifiableList(list);
  }

  /**
   * The members as they end, the first first: their values or failures. Of those that have ended
   * and were not asked for yet only the ids are kept, so a group of any size can be worked through.
   * The stream waits; closing it ends the waiting.
   *
   * @param timeout how long for each next one
   */
  public Stream<Ended<R>> inCompletionOrder(Duration timeout) {
    return CompletionOrder.of(results(), timeout, access).stream();
  }

  /** Keeps the group under its id, so that {@link Celery#restoreGroup} finds it anywhere. */
  public GroupResult<R> save() {
    access.backend().saveGroup(toTuple());
    return this;
  }

  /** Deletes the saved group; the members' results stay. */
  public void delete() {
    access.backend().forgetGroup(id());
  }

  /** Deletes the members' results, and stops watching for them. */
  @Override
  public void forget() {
    results.forEach(AsyncResult::forget);
  }

  @Override
  public ResultTuple toTuple() {
    return new ResultTuple(
        id(),
        parent().map(AsyncResult::toTuple).orElse(null),
        results.stream().map(AsyncResult::toTuple).toList());
  }
}
