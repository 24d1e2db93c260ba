package io.celeriac.worker;

import static io.celeriac.worker.WorkerFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.celeriac.Retry;
import io.celeriac.Signature;
import io.celeriac.TaskHandler;
import io.celeriac.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The lines about tasks, which users' scripts read in Celery's form. */
class LogLinesTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.celeriac.worker.task");
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
      };

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    appender.start();
    logger.addAppender(appender);
  }

  @AfterEach
  void stop_listening() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }

  @Test
  void a_success_says_how_long_it_took_and_what_came_of_it_as_python_would_write_it() {
    assertThat(
            lineWith("succeeded", TaskOptions.NONE, (context, arguments) -> List.of("a", 5, true)))
        .matches("INFO Task t\\[id-1] succeeded in \\d+\\.\\d+s: \\['a', 5, True]");
    assertThat(lines.getFirst()).isEqualTo("INFO Task t[id-1] received");
  }

  @Test
  void a_failure_is_an_error() {
    assertThat(
            lineWith(
                "raised",
                TaskOptions.NONE,
                (context, arguments) -> {
                  throw new IllegalArgumentException("bad value");
                }))
        .isEqualTo("ERROR Task t[id-1] raised unexpected: ValueError('bad value')");
  }

  @Test
  void a_retry_says_when_and_why() {
    assertThat(
            lineWith(
                "retry",
                TaskOptions.NONE,
                (context, arguments) -> {
                  throw Retry.in(Duration.ofHours(1))
                      .because(new IllegalArgumentException("not yet"));
                }))
        .isEqualTo("INFO Task t[id-1] retry: Retry in 3600s: ValueError('not yet')");
  }

  @Test
  void a_limit_that_passes_is_named() {
    assertThat(
            lineWith(
                "Soft",
                TaskOptions.builder().softTimeLimit(Duration.ofMillis(50)).build(),
                (context, arguments) -> {
                  new CountDownLatch(1).await();
                  return "never";
                }))
        .isEqualTo("WARN Soft time limit (0.05s) exceeded for t[id-1]");
  }

  /** Runs one task until a line with the text is there; that line. */
  private String lineWith(String text, TaskOptions options, TaskHandler handler) {
    try (WorkerFixture fixture = new WorkerFixture(1, task("t", options, handler)).start()) {
      fixture.send(Signature.of("t", Object.class));
      return await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> lines.stream().filter(line -> line.contains(text)).findFirst(),
              Optional::isPresent)
          .orElseThrow();
    }
  }
}
