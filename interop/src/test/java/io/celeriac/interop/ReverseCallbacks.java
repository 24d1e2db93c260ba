package io.celeriac.interop;

import static io.celeriac.Canvas.chain;
import static io.celeriac.interop.ReverseClient.PATIENCE;
import static io.celeriac.interop.ReverseClient.key;
import static io.celeriac.interop.ReverseClient.si;
import static io.celeriac.interop.ReverseClient.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.AsyncResult;
import io.celeriac.TaskFailedException;
import java.util.List;

/** Part C of reverse.md: callbacks and error callbacks. */
final class ReverseCallbacks {
  private ReverseCallbacks() {}

  static List<ReverseRow> rows() {
    return List.of(
        ReverseRow.onRedis(
            "C1",
            client -> {
              String key = key();
              assertThat(
                      client.get(
                          task("add", 2, 2).link(task("redis_echo").kwarg("redis_key", key))))
                  .isEqualTo(4L);
              assertThat(client.marks(key, 1)).containsExactly("4");
            }),
        ReverseRow.onRedis(
            "C2",
            client -> {
              String key = key();
              assertThat(
                      client.get(
                          task("add", 2, 2)
                              .link(si("redis_echo", "one", key))
                              .link(si("redis_echo", "two", key))))
                  .isEqualTo(4L);
              assertThat(client.marks(key, 2)).containsExactlyInAnyOrder("one", "two");
            }),
        ReverseRow.onRedis(
            "C3",
            client -> {
              for (String errback : List.of("errback_old_style", "errback_new_style")) {
                AsyncResult<Object> result = client.send(task("fail").linkError(task(errback)));
                expectFailure(result);
                assertThat(client.counter(result.id())).isEqualTo("1");
              }
            }),
        ReverseRow.onRedis(
            "C4",
            client -> {
              String key = key();
              expectFailure(client.send(task("fail").linkError(si("redis_echo", "failed", key))));
              assertThat(client.marks(key, 1)).containsExactly("failed");
            }),
        ReverseRow.onRedis(
            "C5",
            client -> {
              String key = key();
              assertThat(
                      client.get(
                          task("add", 2, 2)
                              .link(
                                  chain(
                                      task("add", 10),
                                      task("redis_echo").kwarg("redis_key", key)))))
                  .isEqualTo(4L);
              assertThat(client.marks(key, 1)).containsExactly("14");
            }));
  }

  private static void expectFailure(AsyncResult<Object> result) {
    assertThatThrownBy(() -> result.get(PATIENCE)).isInstanceOf(TaskFailedException.class);
  }
}
