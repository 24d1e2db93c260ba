package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Control;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.NodeReply;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.Worker;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.MessageVerifier;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.spi.TransportConfig;
import io.celeriac.spi.TransportProvider;
import io.celeriac.spi.WorkerEnvironment;
import io.celeriac.testing.TestCredentials;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands by somebody who can write to the broker: what they cannot do, and what they cost. */
final class ForgedCommandsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BRIEF = Duration.ofMillis(300);

  private static final Exchange PIDBOX =
      new Exchange("celery.pidbox", ExchangeType.FANOUT, false, false, Map.of());
  private static final MessageVerifier EVERYTHING =
      new MessageVerifier() {
        @Override
        public boolean required() {
          return true;
        }

        @Override
        public Optional<String> refusal(Message message, DeliveryInfo info) {
          return Optional.empty();
        }

        @Override
        public Optional<Signed> signed(Map<String, @Nullable Object> all) {
          return Optional.of(
              new Signed(
                  UUID.randomUUID().toString(), Clock.systemUTC().instant().plusSeconds(60)));
        }
      };

  @TempDir private static Path directory;
  private static TestCredentials credentials;

  private final AtomicLong counted = new AtomicLong();
  private final TaskDefinition<Object> counts =
      WorkerFixture.task("counts", (context, arguments) -> counted.incrementAndGet());
  private final String broker = "memory://" + UUID.randomUUID();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCredentials() {
    credentials =
        TestCredentials.make(directory, "ours", directory.resolve("ours.pem").toString(), "sha256");
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private CeleryBuilder builder() {
    return Celery.named("forged").broker(broker).resultBackend(broker).tasks(counts);
  }

  private Celery requiring() {
    Celery app = credentials.keys(builder()).set(Setting.CELERIAC_SIGNATURE, "require").build();
    open.add(app);
    return app;
  }

  private Celery unsigned() {
    Celery app = builder().build();
    open.add(app);
    return app;
  }

  private Worker worker(Celery app) {
    Worker worker = app.worker().hostname("w@here").concurrency(2).start();
    open.add(worker);
    return worker;
  }

  private static List<String> manyIds(int count) {
    return IntStream.range(0, count).mapToObj(i -> "forged-" + i).toList();
  }

  @Test
  void unsigned_commands_are_ignored_and_tasks_go_on() throws Exception {
    Celery app = requiring();
    worker(app);
    Control forger = unsigned().control().timeout(BRIEF);

    assertThat(forger.ping()).isEmpty();
    assertThat(forger.rateLimit("counts", "1/h")).isEmpty();
    forger.revoke(manyIds(1_000), false, "SIGTERM");
    assertThat(forger.broadcast("no_such_command", Map.of())).isEmpty();
    forger.cancelConsumer("celery");
    forger.shutdown();

    assertThat(app.control().timeout(PATIENCE).ping())
        .containsExactly(new NodeReply("w@here", Map.of("ok", "pong")));
    assertThat(app.control().inspect().revoked()).containsEntry("w@here", List.of());
    assertThat(app.send(counts.call()).get(PATIENCE)).isEqualTo(1L);
    assertThat(app.send(counts.call()).get(PATIENCE)).isEqualTo(2L);
  }

  @Test
  void a_flood_of_unsigned_commands_holds_up_no_task() throws Exception {
    Celery app = requiring();
    worker(app);
    Control forger = unsigned().control();
    Thread flood =
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 50_000; i++) {
                forger.heartbeat();
              }
            });

    for (long i = 1; i <= 200; i++) {
      assertThat(app.send(counts.call()).get(PATIENCE)).isEqualTo(i);
    }
    flood.join();
    assertThat(app.send(counts.call()).get(PATIENCE)).isEqualTo(201L);
  }

  @Test
  void a_copy_of_a_signed_command_is_not_carried_out_again() throws Exception {
    ScriptedBroker elsewhere = new ScriptedBroker();
    try (Celery signer =
        credentials
            .keys(Celery.named("signer").transport(elsewhere))
            .set(Setting.CELERIAC_SIGNATURE, "sign")
            .build()) {
      signer.control().timeout(BRIEF).poolGrow(1);
    }
    Celery app = requiring();
    worker(app);
    Publication signed = elsewhere.broadcasts.getFirst();
    try (Transport copies = memory()) {
      for (int i = 0; i < 5; i++) {
        copies.producer().broadcast(PIDBOX, "", signed.message()).join();
      }
    }

    assertThat(app.control().timeout(PATIENCE).ping()).hasSize(1);
    assertThat(app.control().inspect().stats().get("w@here"))
        .extracting(
            stats -> ((Map<?, ?>) Objects.requireNonNull(stats.get("pool"))).get("max-concurrency"))
        .isEqualTo(3L);
  }

  private Transport memory() {
    return ServiceLoader.load(TransportProvider.class)
        .findFirst()
        .orElseThrow()
        .open(
            new TransportConfig(
                BrokerUrl.parseAll(List.of(broker), "test"),
                Settings.defaults(),
                "copies",
                Clock.systemUTC()));
  }

  @Test
  void a_million_revocations_are_as_many_as_are_kept() throws Exception {
    Celery app = unsigned();
    worker(app);
    for (int i = 0; i < 20; i++) {
      int part = i;
      app.control()
          .revoke(
              IntStream.range(0, 50_000).mapToObj(each -> "forged-" + part + "-" + each).toList(),
              false,
              "SIGTERM");
    }

    assertThat(app.control().timeout(PATIENCE).ping()).hasSize(1);
    assertThat(app.control().timeout(PATIENCE).inspect().revoked())
        .hasEntrySatisfying(
            "w@here",
            ids -> assertThat(ids).hasSizeLessThanOrEqualTo(50_000).endsWith("forged-19-49999"));
    assertThat(app.send(counts.call()).get(PATIENCE)).isEqualTo(1L);
  }

  @Test
  void a_million_stamps_are_as_many_as_are_kept() {
    Revocations revocations = new Revocations(50_000, Duration.ofHours(3), System::nanoTime);
    for (int i = 0; i < 20; i++) {
      int part = i;
      revocations.addStamps(
          "tenant",
          IntStream.range(0, 50_000).mapToObj(each -> "forged-" + part + "-" + each).toList());
    }
    for (int i = 0; i < 100_000; i += 500) {
      revocations.addStamps("name-" + i, manyIds(500));
    }

    assertThat(revocations.stampCount()).isLessThanOrEqualTo(50_000);
  }

  @Test
  void commands_that_come_faster_than_they_are_carried_out_do_not_pile_up() {
    String queue = "w@here.celery.pidbox";
    PidboxNode node = node(queue);
    for (int i = 0; i < 100_000; i++) {
      assertThat(node.take(new Command(queue, new byte[10]))).isTrue();
    }
    assertThat(node.waiting()).isBetween(1, (32 << 20) / 1024);

    PidboxNode other = node(queue);
    byte[] huge = new byte[8 << 20];
    for (int i = 0; i < 100; i++) {
      assertThat(other.take(new Command(queue, huge))).isTrue();
    }
    assertThat(other.waiting()).isBetween(1, 4);
  }

  private static PidboxNode node(String queue) {
    WorkerEnvironment environment =
        (WorkerEnvironment)
            Proxy.newProxyInstance(
                WorkerEnvironment.class.getClassLoader(),
                new Class<?>[] {WorkerEnvironment.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "verifier" -> EVERYTHING;
                      case "clock" -> Clock.systemUTC();
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return new PidboxNode(
        "w@here", Queue.of(queue), new RemoteRequests(environment, "w@here", new Panel()));
  }

  @Test
  void what_is_remembered_against_copies_is_bounded() {
    Replays replays = new Replays(EVERYTHING, Clock.systemUTC(), 1_000);
    for (int i = 0; i < 100_000; i++) {
      replays.done(new Command("q", new byte[0]));
    }
    assertThat(replays.size()).isEqualTo(1_000);
  }

  /** A command as it arrives. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Command(String queue, byte[] body) implements Delivery {
    @Override
    public Message message() {
      return new Message(
          body, "application/json", "utf-8", Collections.emptyMap(), MessageProperties.of());
    }

    @Override
    public DeliveryInfo info() {
      return new DeliveryInfo("", "", queue, false);
    }

    @Override
    public boolean stale() {
      return false;
    }

    @Override
    public boolean ack() {
      return true;
    }

    @Override
    public boolean reject(boolean requeue) {
      return true;
    }
  }
}
