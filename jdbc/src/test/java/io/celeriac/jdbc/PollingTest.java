package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ResultBackendException;
import io.celeriac.jdbc.Polling.Ended;
import io.celeriac.spi.ResultDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How results are waited for by looking for them. */
@Timeout(60)
class PollingTest {

  private final List<Collection<String>> looks = new CopyOnWriteArrayList<>();
  private final List<RuntimeException> failures = new CopyOnWriteArrayList<>();
  private final Set<String> ended = ConcurrentHashMap.newKeySet();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Polling polling = new Polling(this::look, Duration.ofMillis(50));

  @AfterEach
  void close() {
    gate.countDown();
    polling.close();
  }

  private List<Ended> look(Collection<String> ids) {
    looks.add(List.copyOf(ids));
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!failures.isEmpty()) {
      throw failures.removeFirst();
    }
    return ids.stream().filter(ended::contains).map(PollingTest::success).toList();
  }

  private static Ended success(String id) {
    return new Ended(
        id, new ResultDocument(id, "SUCCESS", id, null, null, null, null, null, Map.of()), null);
  }

  @Test
  void one_look_serves_all_that_are_waited_for() {
    CompletableFuture<ResultDocument> first = polling.ready("first");
    Awaitility.await().until(() -> looks.size() == 1);
    List<CompletableFuture<ResultDocument>> others = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      others.add(polling.ready("task " + i));
      ended.add("task " + i);
    }
    gate.countDown();
    others.forEach(CompletableFuture::join);

    assertThat(looks.get(1)).hasSizeGreaterThanOrEqualTo(1000);
    assertThat(first).isNotDone();
    ended.add("first");
    assertThat(first.orTimeout(30, TimeUnit.SECONDS).join().result()).isEqualTo("first");
  }

  @Test
  void nobody_looks_when_nobody_waits() {
    gate.countDown();
    CompletableFuture<ResultDocument> givenUp = polling.ready("given up");
    CompletableFuture<ResultDocument> done = polling.ready("done");
    givenUp.cancel(true);
    ended.add("done");
    done.join();
    int before = looks.size();
    ended.add("later");
    polling.ready("later").join();

    // Only those for the one that was asked for last.
    assertThat(looks.subList(before, looks.size())).allMatch(ids -> ids.contains("later"));
  }

  @Test
  void looks_that_fail_for_a_while_fail_no_wait() {
    gate.countDown();
    for (int i = 0; i < 5; i++) {
      failures.add(new ResultBackendException("away"));
    }
    ended.add("id");

    assertThat(polling.ready("id").orTimeout(30, TimeUnit.SECONDS).join().result()).isEqualTo("id");
  }

  @Test
  void closing_fails_the_waits_of_now_and_later() {
    CompletableFuture<ResultDocument> waiting = polling.ready("id");
    polling.close();

    assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(ResultBackendException.class);
    assertThat(polling.ready("id")).isCompletedExceptionally();
  }
}
