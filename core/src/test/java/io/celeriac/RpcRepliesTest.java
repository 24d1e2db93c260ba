package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.spi.ResultDocument;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is kept of the results that come as messages. */
class RpcRepliesTest {

  private final RpcReplies replies = new RpcReplies(1 << 20);

  private static ResultDocument document(String id, String status, Object result) {
    return new ResultDocument(id, status, result, null, null, null, null, null, Map.of());
  }

  private void arrive(String id, String status, Object result) {
    replies.arrived(document(id, status, result), 100);
  }

  @Test
  void a_success_is_final_and_other_states_are_not() {
    replies.watch("a");
    arrive("a", "FAILURE", "first");
    arrive("a", "RETRY", "again");
    assertThat(replies.find("a").map(ResultDocument::status)).contains("RETRY");
    arrive("a", "SUCCESS", 1L);
    arrive("a", "FAILURE", "late");

    assertThat(replies.find("a")).contains(document("a", "SUCCESS", 1L));
  }

  @Test
  void all_who_wait_get_it_but_those_who_gave_up() throws Exception {
    CompletableFuture<ResultDocument> one = replies.ready("a");
    CompletableFuture<ResultDocument> impatient = replies.ready("a");
    CompletableFuture<ResultDocument> other = replies.ready("a");
    impatient.cancel(true);
    arrive("a", "SUCCESS", 1L);

    assertThat(one.get(10, TimeUnit.SECONDS)).isEqualTo(other.get(10, TimeUnit.SECONDS));
    assertThat(impatient).isCancelled();
    assertThat(replies.ready("a")).isCompleted();
  }

  @Test
  void the_oldest_that_nobody_waits_for_make_room() {
    CompletableFuture<ResultDocument> waiting = replies.ready("waited for");
    replies.watch("oldest");
    replies.watch("still to come");
    replies.arrived(document("oldest", "SUCCESS", "x"), 150_000);
    replies.watch("newest");
    replies.arrived(document("newest", "SUCCESS", "y"), 150_000);

    assertThat(replies.find("oldest")).isEmpty();
    assertThat(replies.find("newest")).isPresent();
    assertThat(waiting).isNotDone();
    arrive("waited for", "SUCCESS", 1L);
    assertThat(replies.find("waited for")).isPresent();
    arrive("still to come", "SUCCESS", 1L);
    assertThat(replies.find("still to come")).isPresent();
  }

  @Test
  void those_who_send_and_never_ask_do_not_fill_the_memory() {
    for (int i = 0; i < 100_000; i++) {
      replies.watch("sent " + i);
    }

    arrive("sent 0", "SUCCESS", 1L);
    arrive("sent 99999", "SUCCESS", 1L);
    assertThat(replies.find("sent 0")).isEmpty();
    assertThat(replies.find("sent 99999")).isPresent();
  }

  @Test
  void what_is_forgotten_gives_its_room_back() {
    for (int i = 0; i < 1000; i++) {
      String id = "task " + i;
      replies.watch(id);
      replies.arrived(document(id, "SUCCESS", "x"), 100_000);
      assertThat(replies.find(id)).isPresent();
      replies.unwatch(id);
    }
    replies.watch("kept");
    arrive("kept", "SUCCESS", 1L);
    replies.watch("another");

    assertThat(replies.find("kept")).isPresent();
  }

  @Test
  void a_failure_ends_the_waits_of_now_and_closing_those_of_ever() {
    CompletableFuture<ResultDocument> one = replies.ready("one");
    CompletableFuture<ResultDocument> two = replies.ready("two");
    replies.fail("one", new ResultBackendException("unreadable"));
    assertThatThrownBy(() -> one.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("unreadable");
    assertThat(two).isNotDone();
    replies.failAll(new ResultBackendException("refused"));
    assertThatThrownBy(() -> two.get(10, TimeUnit.SECONDS)).hasMessageContaining("refused");
    assertThat(replies.ready("two")).isNotDone();
    replies.close(new ResultBackendException("closed"));

    assertThat(replies.ready("two")).isCompletedExceptionally();
  }
}
