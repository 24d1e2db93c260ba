package io.celeriac.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.ResultBackendException;
import io.celeriac.spi.Pauses;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol;

/** When a command is sent again: never twice what must be done once. */
class ResultCommandsTest {
  private static final Command COMMAND = Command.on("key", Protocol.Command.INCRBY, 1);

  /** A failure of the connection, in place of replies. */
  private record Broken(Problem problem) {}

  /**
   * Answers with what it was told, in order: a {@link Problem} is a refusal, else it is a reply.
   */
  private static final class Answers implements Commands {
    private final Deque<Object> answers;
    int sent;

    Answers(Object... answers) {
      this.answers = new ArrayDeque<>(Arrays.asList(answers));
    }

    @Override
    public CompletableFuture<List<@Nullable Object>> send(List<Command> commands) {
      sent++;
      List<@Nullable Object> replies = new ArrayList<>();
      for (Command _ : commands) {
        switch (answers.removeFirst()) {
          case Broken(Problem problem) -> {
            return CompletableFuture.failedFuture(failure(problem));
          }
          case Problem problem -> replies.add(failure(problem));
          case Object reply -> replies.add(reply);
        }
      }
      return CompletableFuture.completedFuture(replies);
    }

    private static BrokerException failure(Problem problem) {
      return new BrokerException(problem, "it says " + problem);
    }

    @Override
    public int epoch() {
      return 0;
    }

    @Override
    public void close() {}
  }

  private static ResultCommands retrying(Answers answers) {
    return new ResultCommands(
        answers, Pauses.growing(2, Duration.ZERO, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void what_can_be_done_again_is_sent_until_it_succeeds() {
    Answers answers = new Answers(new Broken(Problem.CONNECTION_LOST), Problem.TIMEOUT, 5L);

    assertThat(retrying(answers).call("do it", COMMAND)).isEqualTo(5L);
    assertThat(answers.sent).isEqualTo(3);
  }

  @Test
  void when_the_tries_are_used_up_it_says_what_could_not_be_done() {
    Answers answers =
        new Answers(
            new Broken(Problem.CONNECTION_LOST),
            Problem.TIMEOUT,
            new Broken(Problem.UNREACHABLE),
            5L);

    assertThatThrownBy(() -> retrying(answers).call("do it", COMMAND))
        .isInstanceOf(ResultBackendException.class)
        .hasMessage("Could not do it: it says UNREACHABLE");
  }

  @Test
  void what_a_try_cannot_mend_is_not_tried_again() {
    Answers answers = new Answers(Problem.REFUSED, 5L);

    assertThatThrownBy(() -> retrying(answers).call("do it", COMMAND))
        .isInstanceOf(ResultBackendException.class);
    assertThat(answers.sent).isEqualTo(1);
  }

  @Test
  void all_of_several_commands_are_sent_again_when_one_failed() {
    Answers answers = new Answers(1L, Problem.TIMEOUT, 2L, 3L);

    assertThat(retrying(answers).callAll("do it", List.of(COMMAND, COMMAND)))
        .isEqualTo(List.of(2L, 3L));
  }

  @Test
  void what_must_be_done_once_is_sent_again_while_it_was_surely_not_done() {
    Answers answers = new Answers(new Broken(Problem.UNREACHABLE), Problem.TIMEOUT, 5L);

    assertThat(retrying(answers).callOnce("do it", COMMAND)).isEqualTo(5L);
  }

  @Test
  void what_must_be_done_once_is_not_sent_again_when_nobody_knows_whether_it_was_done() {
    Answers answers = new Answers(new Broken(Problem.CONNECTION_LOST), 5L);

    assertThatThrownBy(() -> retrying(answers).callOnce("do it", COMMAND))
        .isInstanceOf(ResultBackendException.class)
        .hasMessageContaining("CONNECTION_LOST");
    assertThat(answers.sent).isEqualTo(1);
  }

  @Test
  void closing_ends_the_tries() {
    Answers answers = new Answers(new Broken(Problem.CONNECTION_LOST), 5L);
    ResultCommands commands =
        new ResultCommands(
            answers, Pauses.growing(5, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)));
    commands.close();

    assertThatThrownBy(() -> commands.call("do it", COMMAND))
        .isInstanceOf(ResultBackendException.class);
  }
}
