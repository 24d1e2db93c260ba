package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A result backend that remembers what it has read: {@code result_cache_max}. Successes and groups
 * that were saved, as in Celery, for neither changes any more; beyond the number those go that were
 * asked for least lately.
 */
final class CachedResults implements ResultBackend {

  private final ResultBackend store;
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, ResultDocument> documents = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<String, ResultTuple> groups = new LinkedHashMap<>(16, 0.75f, true);

  private CachedResults(ResultBackend store, int most) {
    this.store = store;
    this.most = most;
  }

  /** The same backend where nothing is to be remembered. */
  static ResultBackend of(ResultBackend store, Settings settings) {
    int most = settings.find(Setting.RESULT_CACHE_MAX).orElse(0);
    return most < 0 || store instanceof DisabledResultBackend
        ? store
        : new CachedResults(store, most == 0 ? Integer.MAX_VALUE : most);
  }

  private <T> Optional<T> known(Map<String, T> cache, String id) {
    lock.lock();
    try {
      return Optional.ofNullable(cache.get(id));
    } finally {
      lock.unlock();
    }
  }

  private <T> void remember(Map<String, T> cache, String id, T value) {
    lock.lock();
    try {
      cache.put(id, value);
      if (cache.size() > most) {
        var eldest = cache.keySet().iterator();
        eldest.next();
        eldest.remove();
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(Map<String, ?> cache, String id) {
    lock.lock();
    try {
      cache.remove(id);
    } finally {
      lock.unlock();
    }
  }

  private void remember(ResultDocument document) {
    if (document.status().equals("SUCCESS")) {
      remember(documents, document.taskId(), document);
    }
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    return known(documents, taskId)
        .or(() -> {
          Optional<ResultDocument> found = store.find(taskId);
          found
              .filter(document -> document.status().equals("SUCCESS"))
              .ifPresent(document -> remember(documents, taskId, document));
          return found;
        });
  }

  @Override
  public Map<String, ResultDocument> findAll(Collection<String> taskIds) {
    Map<String, ResultDocument> found = new LinkedHashMap<>();
    List<String> unknown = new ArrayList<>();
    for (String id : taskIds) {
      known(documents, id)
          .ifPresentOrElse(document -> found.put(id, document), () -> unknown.add(id));
    }
    if (!unknown.isEmpty()) {
      store
          .findAll(unknown)
          .forEach((id, document) -> {
            remember(document);
            found.put(id, document);
          });
    }
    return found;
  }

  @Override
  public void forget(String taskId) {
    forget(documents, taskId);
    store.forget(taskId);
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    return known(groups, groupId)
        .or(() -> {
          Optional<ResultTuple> found = store.findGroup(groupId);
          found.ifPresent(group -> remember(groups, groupId, group));
          return found;
        });
  }

  @Override
  public void forgetGroup(String groupId) {
    forget(groups, groupId);
    store.forgetGroup(groupId);
  }

  @Override
  public void saveGroup(ResultTuple group) {
    forget(groups, group.id());
    store.saveGroup(group);
  }

  @Override
  public String displayUrl() {
    return store.displayUrl();
  }

  @Override
  public void store(ResultDocument document) {
    store.store(document);
  }

  @Override
  public void store(ResultDocument document, ReplyAddress reply) {
    store.store(document, reply);
  }

  @Override
  public ChordSupport chords() {
    return store.chords();
  }

  @Override
  public void cleanup() {
    store.cleanup();
  }

  @Override
  public boolean expiresByItself() {
    return store.expiresByItself();
  }

  @Override
  public boolean isPersistent() {
    return store.isPersistent();
  }

  @Override
  public void watch(String taskId) {
    store.watch(taskId);
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return store.ready(taskId);
  }

  @Override
  public void unwatch(String taskId) {
    store.unwatch(taskId);
  }

  @Override
  public void close() {
    store.close();
  }
}
