package io.celeriac.worker;

import io.celeriac.ResultBackendException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers every document that was stored, in order; can be told to fail. */
final class StoredResults implements ResultBackend {

  final List<ResultDocument> history = new CopyOnWriteArrayList<>();
  private final Map<String, ResultDocument> latest = new ConcurrentHashMap<>();
  private final Map<String, ResultTuple> groups = new ConcurrentHashMap<>();
  private final Consumer<ResultDocument> watcher;
  volatile boolean away;

  StoredResults() {
    this(document -> {});
  }

  /** Tells somebody of each document besides. */
  StoredResults(Consumer<ResultDocument> watcher) {
    this.watcher = watcher;
  }

  @Override
  public String displayUrl() {
    return "remembered://";
  }

  @Override
  public void store(ResultDocument document) {
    if (away) {
      throw new ResultBackendException("The store is away.");
    }
    watcher.accept(document);
    history.add(document);
    latest.put(document.taskId(), document);
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    return Optional.ofNullable(latest.get(taskId));
  }

  @Override
  public void forget(String taskId) {
    latest.remove(taskId);
  }

  @Override
  public void saveGroup(ResultTuple group) {
    groups.put(group.id(), group);
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    return Optional.ofNullable(groups.get(groupId));
  }

  @Override
  public void forgetGroup(String groupId) {
    groups.remove(groupId);
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Polled();
  }

  @Override
  public void watch(String taskId) {}

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return new CompletableFuture<>();
  }

  @Override
  public void unwatch(String taskId) {}

  @Override
  public void close() {}
}
