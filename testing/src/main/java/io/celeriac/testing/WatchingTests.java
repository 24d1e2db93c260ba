package io.celeriac.testing;

import static io.celeriac.testing.ResultFixture.await;
import static io.celeriac.testing.ResultFixture.document;
import static io.celeriac.testing.ResultFixture.failure;
import static io.celeriac.testing.ResultFixture.newId;
import static io.celeriac.testing.ResultFixture.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ResultBackendException;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Of {@link ResultBackendContract}: waiting for results. */
interface WatchingTests extends ResultTests {

  private static void expectPending(CompletableFuture<ResultDocument> ready) {
    assertThatThrownBy(() -> ready.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  default void a_watched_result_is_ready_when_it_is_stored() {
    String id = newId();
    fixture().client().watch(id);
    CompletableFuture<ResultDocument> ready = fixture().client().ready(id);
    expectPending(ready);
    fixture().worker().store(success(id, 5L));

    assertThat(await(ready)).isEqualTo(success(id, 5L));
  }

  @Test
  default void a_result_that_came_before_anyone_asked_is_ready_at_once() {
    String watched = newId();
    fixture().client().watch(watched);
    fixture().worker().store(success(watched, 1L));
    String unwatched = newId();
    fixture().worker().store(failure(unwatched, "x"));

    assertThat(await(fixture().client().ready(watched))).isEqualTo(success(watched, 1L));
    assertThat(await(fixture().client().ready(unwatched))).isEqualTo(failure(unwatched, "x"));
  }

  @Test
  default void a_result_that_has_only_begun_is_waited_for() {
    String id = newId();
    fixture().worker().store(document(id, "STARTED", null));
    CompletableFuture<ResultDocument> ready = fixture().client().ready(id);
    expectPending(ready);
    fixture().worker().store(success(id, 5L));

    assertThat(await(ready)).isEqualTo(success(id, 5L));
  }

  @Test
  default void a_result_that_was_not_watched_before_can_be_waited_for() {
    String id = newId();
    CompletableFuture<ResultDocument> ready = fixture().client().ready(id);
    fixture().worker().store(success(id, 5L));

    assertThat(await(ready)).isEqualTo(success(id, 5L));
  }

  @Test
  default void only_final_states_make_a_result_ready() {
    for (String last : List.of("SUCCESS", "FAILURE", "REVOKED")) {
      String id = newId();
      fixture().client().watch(id);
      CompletableFuture<ResultDocument> ready = fixture().client().ready(id);
      for (String status : List.of("STARTED", "RETRY", "PROGRESS", "RECEIVED", "REJECTED")) {
        fixture().worker().store(document(id, status, null));
      }
      expectPending(ready);
      fixture().worker().store(document(id, last, null));
      assertThat(await(ready).status()).isEqualTo(last);
    }
  }

  @Test
  default void ten_thousand_watched_results_all_become_ready() {
    Map<String, CompletableFuture<ResultDocument>> ready = new LinkedHashMap<>();
    for (int i = 0; i < 10_000; i++) {
      String id = newId();
      fixture().client().watch(id);
      ready.put(id, fixture().client().ready(id));
    }
    List<Future<Boolean>> stores = new ArrayList<>();
    for (String id : ready.keySet()) {
      stores.add(
          fixture()
              .inBackground(() -> {
                fixture().worker().store(document(id, "STARTED", null));
                fixture().worker().store(success(id, id));
                return true;
              }));
    }
    stores.forEach(ResultFixture::await);

    ready.forEach((id, future) -> assertThat(await(future)).isEqualTo(success(id, id)));
  }

  @Test
  default void no_result_is_missed_that_is_stored_while_the_wait_begins() {
    for (int round = 0; round < 200; round++) {
      String id = newId();
      Future<Boolean> store =
          fixture()
              .inBackground(() -> {
                fixture().worker().store(success(id, 1L));
                return true;
              });
      fixture().client().watch(id);
      assertThat(await(fixture().client().ready(id))).isEqualTo(success(id, 1L));
      await(store);
      fixture().client().unwatch(id);
    }
  }

  @Test
  default void all_who_wait_for_a_result_get_it() {
    String id = newId();
    CompletableFuture<ResultDocument> one = fixture().client().ready(id);
    CompletableFuture<ResultDocument> impatient = fixture().client().ready(id);
    CompletableFuture<ResultDocument> other = fixture().client().ready(id);
    CompletableFuture<ResultDocument> elsewhere = fixture().openAnother().ready(id);
    impatient.cancel(true);
    fixture().worker().store(success(id, 1L));

    assertThat(await(one)).isEqualTo(success(id, 1L));
    assertThat(await(other)).isEqualTo(success(id, 1L));
    assertThat(await(elsewhere)).isEqualTo(success(id, 1L));
  }

  @Test
  default void unwatching_cancels_the_wait_for_that_result_alone() {
    String id = newId();
    String other = newId();
    fixture().client().watch(id);
    fixture().client().watch(other);
    CompletableFuture<ResultDocument> cancelled = fixture().client().ready(id);
    CompletableFuture<ResultDocument> waiting = fixture().client().ready(other);
    CompletableFuture<ResultDocument> elsewhere = fixture().openAnother().ready(id);
    fixture().client().unwatch(id);
    fixture().client().unwatch(newId());

    assertThat(cancelled).isCancelled();
    fixture().worker().store(success(id, 1L));
    fixture().worker().store(success(other, 2L));
    assertThat(await(waiting)).isEqualTo(success(other, 2L));
    assertThat(await(elsewhere)).isEqualTo(success(id, 1L));
    assertThat(await(fixture().client().ready(id))).isEqualTo(success(id, 1L));
  }

  @Test
  default void closing_ends_every_wait() {
    ResultBackend backend = fixture().openAnother();
    String id = newId();
    backend.watch(id);
    CompletableFuture<ResultDocument> ready = backend.ready(id);
    backend.close();
    backend.close();

    assertThatThrownBy(() -> ready.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ResultBackendException.class);
    assertThat(backend.ready(id)).isCompletedExceptionally();
  }

  @Test
  default void a_backend_that_was_never_used_closes() {
    ResultBackend backend = fixture().openAnother();
    backend.close();

    assertThat(backend.ready(newId())).isCompletedExceptionally();
  }
}
