package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.ResultBackendException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.spi.Pauses;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Waits for results on one subscription for all of them. A thread of its own connects, subscribes
 * in groups, and after each new subscription looks once whether the result is there already: a
 * result that is stored after the subscription is announced, one stored before is found.
 * Thread-safe.
 */
final class ResultWatches implements Subscriber.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ResultWatches.class);
  private static final Duration RECONNECT = Duration.ofSeconds(1);
  private static final Executor COMPLETION = Thread::startVirtualThread;

  /** A result that is watched. Guarded by the lock. */
  private static final class Watch {
    private final List<CompletableFuture<ResultDocument>> waiting = new ArrayList<>(1);
    private boolean subscribed;
  }

  private final Function<Subscriber.Listener, Subscriber> connector;
  private final Commands commands;
  private final ResultCodec codec;
  private final Pauses patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<String, Watch> watches = new HashMap<>();
  private final Set<String> toSubscribe = new LinkedHashSet<>();
  private final Set<String> toUnsubscribe = new LinkedHashSet<>();
  private final Set<String> toLookUp = new LinkedHashSet<>();
  private @Nullable Subscriber subscriber;
  private @Nullable Thread thread;
  private boolean closed;

  ResultWatches(
      Function<Subscriber.Listener, Subscriber> connector,
      Commands commands,
      ResultCodec codec,
      Pauses patience) {
    this.connector = connector;
    this.commands = commands;
    this.codec = codec;
    this.patience = patience;
  }

  /** Watches a key from now on. */
  void watch(String key) {
    lock.lock();
    try {
      if (!closed) {
        watched(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Completes with the first final document of a key. */
  CompletableFuture<ResultDocument> ready(String key) {
    CompletableFuture<ResultDocument> ready = new CompletableFuture<>();
    lock.lock();
    try {
      if (closed) {
        ready.completeExceptionally(closedException());
        return ready;
      }
      Watch watch = watched(key);
      watch.waiting.add(ready);
      if (watch.subscribed) {
        toLookUp.add(key);
        work.signal();
      }
    } finally {
      lock.unlock();
    }
    return ready;
  }

  /** No longer watches a key; who waits for it is cancelled. */
  void unwatch(String key) {
    removed(key).forEach(ready -> ready.cancel(false));
  }

  @Override
  public void close() {
    List<CompletableFuture<ResultDocument>> waiting;
    Subscriber open;
    lock.lock();
    try {
      closed = true;
      waiting = allWaiting();
      watches.clear();
      open = subscriber;
      work.signal();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
    waiting.forEach(ready -> ready.completeExceptionally(closedException()));
  }

  @Override
  public void message(@Nullable String pattern, String channel, Object payload) {
    if (payload instanceof byte[] bytes) {
      found(channel, bytes);
    }
  }

  @Override
  public void subscribed(String channel) {
    lock.lock();
    try {
      Watch watch = watches.get(channel);
      if (watch != null) {
        watch.subscribed = true;
        if (!watch.waiting.isEmpty()) {
          toLookUp.add(channel);
          work.signal();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void lost(BrokerException cause) {
    log.info("Waiting for results was interrupted, connecting again: {}", cause.getMessage());
    lock.lock();
    try {
      subscriber = null;
      watches.values().forEach(watch -> watch.subscribed = false);
      toSubscribe.addAll(watches.keySet());
      toUnsubscribe.clear();
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private Watch watched(String key) {
    return watches.computeIfAbsent(
        key,
        _ -> {
          toUnsubscribe.remove(key);
          toSubscribe.add(key);
          work.signal();
          if (thread == null) {
            thread = Thread.ofVirtual().name("celeriac-redis-results").start(this::run);
          }
          return new Watch();
        });
  }

  private List<CompletableFuture<ResultDocument>> removed(String key) {
    lock.lock();
    try {
      Watch watch = watches.remove(key);
      if (watch == null) {
        return List.of();
      }
      toLookUp.remove(key);
      if (!toSubscribe.remove(key)) {
        toUnsubscribe.add(key);
        work.signal();
      }
      return watch.waiting;
    } finally {
      lock.unlock();
    }
  }

  private void found(String key, byte[] bytes) {
    ResultDocument document;
    try {
      document = codec.decode(bytes);
    } catch (DecodeException e) {
      complete(key, ready -> ready.completeExceptionally(e));
      return;
    }
    if (document.isReady()) {
      complete(key, ready -> ready.complete(document));
    }
  }

  /** On threads of their own: what hangs on the futures may take its time. */
  private void complete(String key, Consumer<CompletableFuture<ResultDocument>> by) {
    removed(key).forEach(ready -> COMPLETION.execute(() -> by.accept(ready)));
  }

  private void run() {
    int failures = 0;
    while (awaitWork()) {
      try {
        if (connected()) {
          failures = 0;
        }
        subscribeAndLookUp();
      } catch (BrokerException e) {
        failures++;
        Duration pause = patience.after(failures);
        if (pause == null) {
          giveUp(e);
        }
        pause(pause == null ? RECONNECT : pause);
      }
    }
  }

  private boolean awaitWork() {
    lock.lock();
    try {
      while (!closed && toSubscribe.isEmpty() && toUnsubscribe.isEmpty() && toLookUp.isEmpty()) {
        work.awaitUninterruptibly();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Connects if need be. */
  private boolean connected() {
    lock.lock();
    try {
      if (subscriber != null) {
        return true;
      }
    } finally {
      lock.unlock();
    }
    Subscriber fresh = connector.apply(this);
    lock.lock();
    try {
      if (!closed) {
        subscriber = fresh;
        return true;
      }
    } finally {
      lock.unlock();
    }
    fresh.close();
    return false;
  }

  private void subscribeAndLookUp() {
    Subscriber open;
    List<String> subscribe;
    List<String> unsubscribe;
    List<String> lookUp;
    lock.lock();
    try {
      open = subscriber;
      if (open == null) {
        return;
      }
      subscribe = drained(toSubscribe);
      unsubscribe = drained(toUnsubscribe);
      lookUp = drained(toLookUp);
    } finally {
      lock.unlock();
    }
    open.unsubscribe(unsubscribe);
    open.subscribe(subscribe);
    if (!lookUp.isEmpty()) {
      lookUp(lookUp);
    }
  }

  private void lookUp(List<String> keys) {
    List<?> stored;
    try {
      stored =
          commands.callAll(
              keys.stream().map(key -> Command.on(key, Protocol.Command.GET)).toList());
    } catch (BrokerException e) {
      lock.lock();
      try {
        toLookUp.addAll(keys);
        toLookUp.retainAll(watches.keySet());
      } finally {
        lock.unlock();
      }
      throw e;
    }
    for (int i = 0; i < keys.size(); i++) {
      if (stored.get(i) instanceof byte[] bytes) {
        found(keys.get(i), bytes);
      }
    }
  }

  private static List<String> drained(Set<String> keys) {
    List<String> all = List.copyOf(keys);
    keys.clear();
    return all;
  }

  private void giveUp(BrokerException cause) {
    List<CompletableFuture<ResultDocument>> waiting;
    lock.lock();
    try {
      waiting = allWaiting();
      watches.values().removeIf(watch -> !watch.waiting.isEmpty());
    } finally {
      lock.unlock();
    }
    ResultBackendException failure =
        new ResultBackendException(
            "No connection to wait for results on: " + cause.getMessage(), cause);
    waiting.forEach(ready -> COMPLETION.execute(() -> ready.completeExceptionally(failure)));
  }

  private List<CompletableFuture<ResultDocument>> allWaiting() {
    List<CompletableFuture<ResultDocument>> all = new ArrayList<>();
    watches.values().forEach(watch -> all.addAll(watch.waiting));
    return all;
  }

  private void pause(Duration pause) {
    lock.lock();
    try {
      long left = pause.toNanos();
      while (!closed && left > 0) {
        left = work.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private static ResultBackendException closedException() {
    return new ResultBackendException("The result backend was closed");
  }
}
