package io.celeriac.memory;

import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ChordTimes;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * One app's way to results inside this JVM. Documents are kept encoded by {@code
 * result_serializer}, and last {@code result_expires} ({@code result_failure_expires} for a
 * FAILURE), counted by the app's clock; 0 or none is for ever.
 */
final class MemoryResultBackend implements ResultBackend, ResultListener {
  private final MemoryResults results;
  private final String displayUrl;
  private final ResultCodec codec;
  private final Clock clock;
  private final Duration expires;
  private final Duration failureExpires;
  private final ChordStore chords;
  private final ConcurrentMap<String, List<CompletableFuture<ResultDocument>>> waiting =
      new ConcurrentHashMap<>();
  private volatile boolean closed;

  MemoryResultBackend(MemoryResults results, String displayUrl, ResultBackendConfig config) {
    this.results = results;
    this.displayUrl = displayUrl;
    this.codec = config.codec();
    this.clock = config.clock();
    this.expires = config.settings().find(Setting.RESULT_EXPIRES).orElse(Duration.ZERO);
    this.failureExpires = config.settings().find(Setting.RESULT_FAILURE_EXPIRES).orElse(expires);
    this.chords =
        new MemoryChords(
            results,
            codec,
            clock,
            ChordTimes.of(config.settings()),
            () -> UUID.randomUUID().toString());
  }

  @Override
  public String displayUrl() {
    return displayUrl;
  }

  @Override
  public void store(ResultDocument document) {
    expectOpen();
    long expiresAt = after(document.status().equals("FAILURE") ? failureExpires : expires);
    results.store(
        document.taskId(),
        StoredResult.of(document, codec.encode(document), expiresAt),
        clock.millis());
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    expectOpen();
    return results.find(taskId, clock.millis()).map(result -> codec.decode(result.bytes()));
  }

  @Override
  public void forget(String taskId) {
    expectOpen();
    results.forget(taskId);
  }

  @Override
  public void saveGroup(ResultTuple group) {
    expectOpen();
    StoredGroup stored = new StoredGroup(group, after(expires));
    results.groups().change(group.id(), clock.millis(), _ -> stored);
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    expectOpen();
    return results.groups().find(groupId, clock.millis()).map(StoredGroup::group);
  }

  @Override
  public void forgetGroup(String groupId) {
    expectOpen();
    results.groups().remove(groupId);
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Counted(chords);
  }

  /** Nothing to be done: what is stored before {@link #ready} is found there. */
  @Override
  public void watch(String taskId) {
    expectOpen();
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    CompletableFuture<ResultDocument> ready = new CompletableFuture<>();
    // Whoever stores looks for listeners afterwards, and here it is looked for results after
    // listening: so that one of the two finds the other. Changes of one id are one at a time.
    waiting.compute(
        taskId,
        (id, present) -> {
          if (present == null) {
            results.listen(id, this);
          }
          List<CompletableFuture<ResultDocument>> all =
              new ArrayList<>(present == null ? List.of() : present);
          all.removeIf(CompletableFuture::isDone); // given up by those who waited
          all.add(ready);
          return all;
        });
    results
        .find(taskId, clock.millis())
        .filter(StoredResult::isReady)
        .ifPresent(result -> arrived(taskId, result));
    if (closed) {
      takeWaiting(taskId).forEach(future -> future.completeExceptionally(closedException()));
    }
    return ready;
  }

  @Override
  public void arrived(String taskId, StoredResult result) {
    List<CompletableFuture<ResultDocument>> futures = takeWaiting(taskId);
    if (futures.isEmpty()) {
      return;
    }
    try {
      ResultDocument document = codec.decode(result.bytes());
      futures.forEach(future -> future.complete(document));
    } catch (RuntimeException e) {
      futures.forEach(future -> future.completeExceptionally(e));
    }
  }

  private List<CompletableFuture<ResultDocument>> takeWaiting(String taskId) {
    List<CompletableFuture<ResultDocument>> taken = new ArrayList<>();
    waiting.computeIfPresent(
        taskId,
        (id, present) -> {
          results.unlisten(id, this);
          taken.addAll(present);
          return null;
        });
    return taken;
  }

  @Override
  public void unwatch(String taskId) {
    takeWaiting(taskId).forEach(future -> future.cancel(false));
  }

  @Override
  public void close() {
    closed = true;
    for (String taskId : waiting.keySet()) {
      takeWaiting(taskId).forEach(future -> future.completeExceptionally(closedException()));
    }
  }

  private long after(Duration life) {
    return life.isZero() ? Long.MAX_VALUE : clock.millis() + life.toMillis();
  }

  private void expectOpen() {
    if (closed) {
      throw closedException();
    }
  }

  private ResultBackendException closedException() {
    return new ResultBackendException("The result backend " + displayUrl + " is closed");
  }
}
