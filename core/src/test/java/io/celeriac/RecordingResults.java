package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordStore;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Results in memory, and a record of what was asked about chords. */
final class RecordingResults implements ResultBackend, ChordStore {

  final Map<String, ResultDocument> documents = new ConcurrentHashMap<>();
  final Map<String, ResultTuple> groups = new ConcurrentHashMap<>();
  final Map<String, Integer> sizes = new LinkedHashMap<>();
  final Map<String, ResultTuple> headers = new LinkedHashMap<>();
  final Set<String> watched = new ConcurrentSkipListSet<>();
  private final Map<String, CompletableFuture<ResultDocument>> waiting = new ConcurrentHashMap<>();

  @Override
  public String displayUrl() {
    return "recording://";
  }

  @Override
  public void store(ResultDocument document) {
    documents.put(document.taskId(), document);
    if (document.isReady()) {
      future(document.taskId()).complete(document);
    }
  }

  private CompletableFuture<ResultDocument> future(String id) {
    return waiting.computeIfAbsent(id, key -> new CompletableFuture<>());
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    return Optional.ofNullable(documents.get(taskId));
  }

  @Override
  public void forget(String taskId) {
    documents.remove(taskId);
  }

  @Override
  public void watch(String taskId) {
    watched.add(taskId);
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return future(taskId).copy();
  }

  @Override
  public void unwatch(String taskId) {
    watched.remove(taskId);
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
    return new ChordSupport.Counted(this);
  }

  @Override
  public void saveHeader(ResultTuple header) {
    headers.put(header.id(), header);
  }

  @Override
  public void size(String groupId, int size) {
    sizes.put(groupId, size);
  }

  @Override
  public void add(String groupId, int parts) {
    sizes.merge(groupId, parts, Integer::sum);
  }

  @Override
  public Optional<ChordClaim> part(ChordPart part) {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
