package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.DeadLetter;
import io.celeriac.Settings;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.interop.HostileMessages.Entry;
import io.celeriac.interop.HostileMessages.Shape;
import io.celeriac.protocol.Message;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.RedisClient;

/** What a worker cannot handle is in the dead-letter queue, and can be put back from there. */
@NeedsServer
final class DeadLettersTest {

  private static final int MANY = 10_000;

  private static CeleryBuilder app(Place place) {
    return place.app().set("celeriac_dead_letter_queue", place.name() + ".dead");
  }

  private static Transport transport(Place place) {
    List<BrokerUrl> urls = BrokerUrl.parseAll(List.of(place.brokerUrl()), "test");
    return ServiceLoader.load(TransportProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(each -> each.schemes().contains(urls.getFirst().scheme()))
        .findFirst()
        .orElseThrow()
        .open(new TransportConfig(urls, Settings.defaults(), "hostile", Clock.systemUTC()));
  }

  private static void publish(Place place, Message message) {
    try (Transport transport = transport(place)) {
      transport.producer().publish(new Publication(message, "", place.javaQueue())).join();
    }
  }

  private static DeadLetter awaitLetter(Celery app, int number, String what)
      throws InterruptedException {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> app.deadLetters().count() >= number);
    return app.deadLetters().list(number).getLast();
  }

  private static void assertRuns(Celery app, String what) throws InterruptedException {
    assertThat(
            app.send(Signature.of("interop.add", Integer.class, 2, 3)).get(Duration.ofSeconds(60)))
        .as(what)
        .isEqualTo(5);
  }

  /** Each shape in turn, and after each of them a task. */
  private static void assertSurvives(Place place, Celery app) throws InterruptedException {
    int number = 0;
    for (Shape shape : HostileMessages.messages()) {
      publish(place, shape.message());
      DeadLetter letter = awaitLetter(app, ++number, shape.name());
      assertThat(letter.death().reason()).as(shape.name()).isEqualTo(DeadLetter.Reason.MALFORMED);
      assertThat(letter.death().detail()).as(shape.name()).containsIgnoringCase(shape.reason());
      assertThat(letter.death().worker()).isEqualTo(place.javaQueue() + "@test");
      assertThat(letter.queue()).isEqualTo(place.javaQueue());
      assertThat(letter.message().body()).as(shape.name()).isEqualTo(shape.message().body());
      // Redis widens numbers.
      assertThat(letter.message().headers())
          .as(shape.name())
          .hasToString(shape.message().headers().toString());
      assertRuns(app, shape.name());
    }
    if (place.broker() == Broker.REDIS) {
      try (RedisClient redis = RedisClient.create(URI.create(place.brokerUrl()))) {
        for (Entry entry : HostileMessages.entries()) {
          redis.lpush(place.javaQueue(), entry.text());
          DeadLetter letter = awaitLetter(app, ++number, entry.name());
          assertThat(letter.content()).as(entry.name()).isEqualTo(DeadLetter.Content.RAW);
          assertThat(letter.death().detail()).as(entry.name()).contains(entry.reason());
          assertThat(letter.message().body())
              .as(entry.name())
              .isEqualTo(entry.text().getBytes(StandardCharsets.UTF_8));
          assertRuns(app, entry.name());
        }
        assertThat(redis.ttl(place.name() + ".dead")).isPositive();
      }
    }
    assertThat(app.deadLetters().purge()).isEqualTo(number);
  }

  @ParameterizedTest
  @EnumSource
  void no_shape_of_message_hurts_a_worker(Broker broker) throws Exception {
    Place place = Place.over(broker);
    try (Celery app = app(place).tasks(TaskDefinitions.from(new InteropTasks())).build();
        Worker worker = app.worker().hostname(place.javaQueue() + "@test").concurrency(2).start()) {
      assertSurvives(place, app);
      assertThat(worker.awaitTermination(Duration.ZERO)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void nor_one_with_children(Broker broker) throws Exception {
    Place place = Place.over(broker);
    try (Celery app = app(place).build();
        ChildProcess worker =
            ChildProcess.ofJava(
                List.of("-XX:TieredStopAtLevel=1", "-Xmx200m"),
                PreforkWorker.class,
                place.brokerUrl(),
                place.backendUrl(),
                place.javaQueue(),
                "celeriac_dead_letter_queue=" + place.name() + ".dead")) {
      assertRuns(app, "the worker is there");
      assertSurvives(place, app);
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_ten_thousand_unknown_tasks_none_is_lost_and_all_run_when_replayed(Broker broker)
      throws Exception {
    Place place = Place.over(broker);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = Collections.synchronizedList(new ArrayList<>());
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger("io.celeriac.worker.task");
    logger.addAppender(lines);
    Level quiet = logger.getLevel();
    logger.setLevel(Level.ERROR);
    AtomicInteger ran = new AtomicInteger();
    try (Celery app = app(place).set("task_ignore_result", true).build()) {
      List<Signature<Object>> calls =
          Collections.nCopies(MANY, Signature.of("interop.not_yet", Object.class));
      app.sendAll(calls);
      try (Worker worker = app.worker().hostname(place.name() + "@test").concurrency(10).start()) {
        Awaitility.await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> app.deadLetters().count() == MANY);
        assertThat(worker.concurrency()).isEqualTo(10);
      }
      assertThat(
              lines.list.stream()
                  .map(ILoggingEvent::getFormattedMessage)
                  .filter(line -> line.contains("of type") && line.contains("interop.not_yet"))
                  .count())
          .isBetween(1L, 2L);

      assertThat(app.deadLetters().replay(letter -> true)).isEqualTo(MANY);
      assertThat(app.deadLetters().count()).isZero();
    } finally {
      logger.setLevel(quiet);
      logger.detachAppender(lines);
    }
    TaskDefinition<Object> known =
        TaskDefinition.named("interop.not_yet", Object.class)
            .handler((context, arguments) -> ran.incrementAndGet());
    try (Celery app = app(place).set("task_ignore_result", true).tasks(known).build();
        Worker worker = app.worker().hostname(place.name() + "@test").concurrency(10).start()) {
      Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> ran.get() == MANY);
      assertThat(worker.concurrency()).isEqualTo(10);
      assertThat(app.deadLetters().count()).isZero();
    }
  }

  @Test
  void an_entry_that_is_no_envelope_is_replayed_byte_for_byte() throws Exception {
    Place place = Place.over(Broker.REDIS);
    try (Celery app = app(place).build();
        RedisClient redis = RedisClient.create(URI.create(place.brokerUrl()))) {
      redis.lpush(place.javaQueue(), "not json");
      try (Worker worker = app.worker().hostname(place.name() + "@test").concurrency(1).start()) {
        assertThat(awaitLetter(app, 1, "it").content()).isEqualTo(DeadLetter.Content.RAW);
        assertThat(worker.concurrency()).isEqualTo(1);
      }
      assertThat(app.deadLetters().replay(letter -> true)).isEqualTo(1);
      assertThat(redis.lrange(place.javaQueue(), 0, -1)).containsExactly("not json");
      assertThat(redis.del(place.javaQueue())).isEqualTo(1);
    }
  }

  @Test
  void of_a_body_that_is_too_long_to_be_read_the_headers_are_kept() throws Exception {
    Place place = Place.over(Broker.RABBITMQ);
    Shape shape = HostileMessages.messages().getFirst();
    Message large =
        new Message(
            new byte[5_000],
            "application/json",
            "utf-8",
            shape.message().headers(),
            shape.message().properties());
    try (Celery app =
            app(place)
                .set("broker_transport_options", Map.of("max_body_bytes", 1_000))
                .tasks(TaskDefinitions.from(new InteropTasks()))
                .build();
        Worker worker = app.worker().hostname(place.name() + "@test").concurrency(1).start()) {
      publish(place, large);
      DeadLetter letter = awaitLetter(app, 1, "it");
      assertThat(letter.content()).isEqualTo(DeadLetter.Content.WITHOUT_BODY);
      assertThat(letter.death().detail()).contains("5000 bytes");
      assertThat(letter.message().headers()).isEqualTo(large.headers());
      assertThatThrownBy(() -> app.deadLetters().replay(each -> true))
          .isInstanceOf(BrokerException.class)
          .hasMessageContaining("too long to be kept");
      assertRuns(app, "the next one");
      assertThat(app.deadLetters().purge()).isEqualTo(1);
      assertThat(worker.concurrency()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void looking_changes_nothing(Broker broker) throws Exception {
    Place place = Place.over(broker);
    try (Celery app = app(place).build()) {
      for (int i = 0; i < 20; i++) {
        var _ = app.send(Signature.of("interop.not_yet." + i, Object.class));
      }
      try (Worker worker = app.worker().hostname(place.name() + "@test").concurrency(1).start()) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> app.deadLetters().count() == 20);
        assertThat(worker.concurrency()).isEqualTo(1);
      }
      List<DeadLetter> first = app.deadLetters().list(100);
      assertThat(first).hasSize(20).allMatch(letter -> letter.death().attempts() == 1);
      assertThat(app.deadLetters().list(5)).isEqualTo(first.subList(0, 5));
      assertThat(app.deadLetters().list(100)).isEqualTo(first);
      if (broker == Broker.REDIS) {
        try (RedisClient redis = RedisClient.create(URI.create(place.brokerUrl()))) {
          assertThat(redis.ttl(place.name() + ".dead")).isPositive();
        }
      }
      assertThat(app.deadLetters().purge(letter -> letter.equals(first.get(7)))).isEqualTo(1);
      assertThat(app.deadLetters().list(100)).hasSize(19).doesNotContain(first.get(7));
      assertThat(app.deadLetters().purge()).isEqualTo(19);
    }
  }
}
