package io.celeriac;

import io.celeriac.spi.ResultDocument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has arrived for the results that are watched. What nobody watches is dropped, and beyond a
 * limit of memory so are the oldest that nobody waits for: those who send tasks and never ask what
 * became of them must not fill the heap. Thread-safe.
 */
final class RpcReplies {
  private static final Logger log = LoggerFactory.getLogger(RpcReplies.class);
  private static final Executor COMPLETION = Thread::startVirtualThread;

  /** About what an entry takes beside the document. */
  private static final long ENTRY_BYTES = 256;

  /** A decoded document takes about so many times the bytes of its encoded form. */
  private static final long DECODED_FACTOR = 4;

  /** A result that is watched. Guarded by the lock. */
  private static final class Watch {
    private final List<CompletableFuture<ResultDocument>> waiting = new ArrayList<>(1);
    private @Nullable ResultDocument latest;
    private long bytes = ENTRY_BYTES;
  }

  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watch> watches = new LinkedHashMap<>();
  private long bytes;
  private boolean told;
  private @Nullable RuntimeException closed;

  /** With about how many bytes of memory it may take. */
  RpcReplies(long limit) {
    this.limit = limit;
  }

  /** Keeps what arrives for a task from now on. */
  void watch(String taskId) {
    lock.lock();
    try {
      if (closed == null) {
        watched(taskId);
        shrink();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest that has arrived. */
  Optional<ResultDocument> find(String taskId) {
    lock.lock();
    try {
      Watch watch = watches.get(taskId);
      return watch == null ? Optional.empty() : Optional.ofNullable(watch.latest);
    } finally {
      lock.unlock();
    }
  }

  /** Completes with the final document of a task. */
  CompletableFuture<ResultDocument> ready(String taskId) {
    lock.lock();
    try {
      if (closed != null) {
        return CompletableFuture.failedFuture(closed);
      }
      Watch watch = watched(taskId);
      if (watch.latest != null && watch.latest.isReady()) {
        return CompletableFuture.completedFuture(watch.latest);
      }
      CompletableFuture<ResultDocument> ready = new CompletableFuture<>();
      watch.waiting.removeIf(CompletableFuture::isDone); // given up by those who waited
      watch.waiting.add(ready);
      return ready;
    } finally {
      lock.unlock();
    }
  }

  /** Takes what has arrived, with the size of its encoded form. */
  void arrived(ResultDocument document, int encodedBytes) {
    List<CompletableFuture<ResultDocument>> waiting = new ArrayList<>();
    lock.lock();
    try {
      Watch watch = watches.get(document.taskId());
      if (watch == null || isFinal(watch.latest)) {
        return;
      }
      watch.latest = document;
      resize(watch, ENTRY_BYTES + DECODED_FACTOR * encodedBytes);
      if (document.isReady()) {
        waiting.addAll(watch.waiting);
        watch.waiting.clear();
      }
      shrink();
    } finally {
      lock.unlock();
    }
    complete(waiting, ready -> ready.complete(document));
  }

  /** Forgets a task; who waits for it is cancelled. */
  void unwatch(String taskId) {
    removed(taskId).forEach(ready -> ready.cancel(false));
  }

  /** Ends all waiting for one task. */
  void fail(String taskId, RuntimeException cause) {
    complete(removed(taskId), ready -> ready.completeExceptionally(cause));
  }

  /** Ends all waiting. */
  void failAll(RuntimeException cause) {
    List<CompletableFuture<ResultDocument>> waiting = new ArrayList<>();
    lock.lock();
    try {
      for (Watch watch : watches.values()) {
        waiting.addAll(watch.waiting);
        watch.waiting.clear();
      }
    } finally {
      lock.unlock();
    }
    complete(waiting, ready -> ready.completeExceptionally(cause));
  }

  /** Ends all waiting for good. */
  void close(RuntimeException cause) {
    lock.lock();
    try {
      closed = cause;
    } finally {
      lock.unlock();
    }
    failAll(cause);
  }

  /** Only a SUCCESS stays whatever comes, as in the stores. */
  private static boolean isFinal(@Nullable ResultDocument latest) {
    return latest != null && latest.status().equals("SUCCESS");
  }

  private Watch watched(String taskId) {
    return watches.computeIfAbsent(
        taskId,
        _ -> {
          bytes += ENTRY_BYTES;
          return new Watch();
        });
  }

  private void resize(Watch watch, long now) {
    bytes += now - watch.bytes;
    watch.bytes = now;
  }

  private void shrink() {
    if (bytes <= limit) {
      return;
    }
    if (!told) {
      told = true;
      log.warn(
          "The results that are watched take more than {} MiB; the oldest that nobody waits for are"
              + " dropped. Set ignore_result for tasks whose results are not needed, or forget()"
              + " results when done with them",
          limit >> 20);
    }
    Iterator<Watch> oldestFirst = watches.values().iterator();
    while (bytes > limit && oldestFirst.hasNext()) {
      Watch watch = oldestFirst.next();
      if (watch.waiting.isEmpty()) {
        oldestFirst.remove();
        bytes -= watch.bytes;
      }
    }
  }

  private List<CompletableFuture<ResultDocument>> removed(String taskId) {
    lock.lock();
    try {
      Watch watch = watches.remove(taskId);
      if (watch == null) {
        return List.of();
      }
      bytes -= watch.bytes;
      return watch.waiting;
    } finally {
      lock.unlock();
    }
  }

  /** On threads of their own: what hangs on the futures may take its time. */
  private static void complete(
      List<CompletableFuture<ResultDocument>> waiting,
      Consumer<CompletableFuture<ResultDocument>> by) {
    waiting.forEach(ready -> COMPLETION.execute(() -> by.accept(ready)));
  }
}
