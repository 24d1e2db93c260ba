package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeriac.Celery;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * A Java worker and two Python ones agree on which of them sends a task. Stock Celery counts the
 * acknowledgements of all proposals together: when all workers have acknowledged the first one
 * before it has seen a second, kombu's {@code sort_heap} looks at an element that is not there, and
 * the Python worker ends. That is theirs to mend and a matter of timing, so this runs with the
 * other long ones, where a person looks at the outcome.
 */
@NeedsServer
@Tag("long")
final class ElectionTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ELECTIONS = 10;
  private static final String JAVA = "java@test";
  private static final List<String> PYTHON = List.of("one@test", "two@test");
  private static final Pattern OUTCOME =
      Pattern.compile("(I won the election|node (\\S+)\\.\\d+ elected for) '(\\S+)'");

  @ParameterizedTest
  @EnumSource
  void workers_in_both_languages_name_the_same_leader(Broker broker) throws InterruptedException {
    Place place = Place.over(broker);
    ListAppender<ILoggingEvent> log = listen();
    List<String> runs = new CopyOnWriteArrayList<>();
    try (Celery app = app(place);
        var receiver =
            app.events()
                .receive(event -> {
                  if (event.type().equals("task-received")) {
                    runs.add(event.text("uuid").orElseThrow());
                  }
                });
        ChildProcess first = python(place, PYTHON.getFirst());
        ChildProcess second = python(place, PYTHON.getLast());
        Worker worker =
            app.worker().hostname(JAVA).concurrency(1).taskEvents(true).withoutMingle().start()) {
      assertThat(receiver.awaitConnected(PATIENCE)).isTrue();
      assertThat(worker.hostname()).isEqualTo(JAVA);
      for (ChildProcess each : List.of(first, second)) {
        each.await("ready.");
        each.await(JAVA + " joined the party");
      }
      await()
          .atMost(PATIENCE)
          .until(
              () -> messages(log).filter(line -> line.endsWith("joined the party")).count() == 2);

      for (int i = 0; i < ELECTIONS; i++) {
        String id = UUID.randomUUID().toString();
        app.control()
            .cast(
                "election",
                Map.of("id", id, "topic", "task", "action", call(id, place.javaQueue())));

        await("the outcome of " + id)
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(
                        Stream.of(
                            leader(JAVA, id, messages(log)),
                            leader(PYTHON.getFirst(), id, first.output().lines()),
                            leader(PYTHON.getLast(), id, second.output().lines())))
                    .as(() -> first.output() + second.output() + messages(log).toList())
                    .allMatch(Optional::isPresent));
        assertThat(leader(PYTHON.getFirst(), id, first.output().lines()))
            .isEqualTo(leader(JAVA, id, messages(log)));
        assertThat(leader(PYTHON.getLast(), id, second.output().lines()))
            .isEqualTo(leader(JAVA, id, messages(log)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(runs).contains(id));
      }
      assertThat(runs).hasSize(ELECTIONS).doesNotHaveDuplicates();
    } finally {
      ((Logger) LoggerFactory.getLogger("io.celeriac.worker")).detachAppender(log);
    }
  }

  private static ListAppender<ILoggingEvent> listen() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.list = new CopyOnWriteArrayList<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeriac.worker");
    logger.addAppender(log);
    for (String name : List.of("Elections", "Gossip")) {
      ((Logger) LoggerFactory.getLogger("io.celeriac.worker." + name)).setLevel(Level.DEBUG);
    }
    return log;
  }

  private static Stream<String> messages(ListAppender<ILoggingEvent> log) {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage);
  }

  private static Celery app(Place place) {
    return place
        .app()
        .set("event_exchange", place.name())
        .set("control_exchange", place.name())
        .tasks(TaskDefinitions.from(new MonitoredTasks()))
        .build();
  }

  private static ChildProcess python(Place place, String node) {
    return PythonWorker.monitored(place, "worker", "-c", "1", "-n", node, "-l", "DEBUG");
  }

  /**
   * The signature that the winner sends, to a queue of one worker so that each run is told once.
   */
  private static Map<String, Object> call(String id, String queue) {
    return Map.of(
        "task",
        "monitored.add",
        "args",
        List.of(2, 3),
        "kwargs",
        Map.of(),
        "options",
        Map.of("queue", queue, "task_id", id),
        "subtask_type",
        "",
        "immutable",
        false);
  }

  /** Whom a node names in its log as the winner of an election. */
  private static Optional<String> leader(String node, String election, Stream<String> log) {
    return log.map(OUTCOME::matcher)
        .filter(Matcher::find)
        .filter(match -> match.group(3).equals(election))
        .map(match -> match.group(2) == null ? node : match.group(2))
        .findFirst();
  }
}
