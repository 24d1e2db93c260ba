package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.celeriac.Celery;
import io.celeriac.CeleryException;
import io.celeriac.NodeReply;
import io.celeriac.Settings;
import io.celeriac.Signature;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskOptions;
import io.celeriac.Worker;
import io.celeriac.memory.MemoryTransportProvider;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.TransportConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** Secrets, in whatever form they are given, are shown nowhere. */
@Tag("slow")
@Isolated("It looks at all that is logged.")
final class SecretsTest {

  private static final String APP = SampleApps.Method.class.getName();

  /** Commands that show settings or URLs, or fail because nobody listens there. */
  static final List<String> COMMANDS =
      List.of(
          "-A APP worker -l DEBUG -P solo --without-mingle --without-gossip",
          "report",
          "report --json",
          "doctor",
          "doctor --offline --json",
          "status",
          "inspect conf",
          "list bindings",
          "list parked",
          "graph workers nodes:a",
          "graph workers",
          "call shop.add --wait 1",
          "result --timeout 0.1 an-id",
          "purge -f",
          "dead list",
          "beat list",
          "multi show 1");

  @TempDir Path directory;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final PrintStream standardError = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void leave() {
    System.setErr(standardError);
  }

  static Stream<SecretShape> shapes() {
    return SecretShape.all().stream();
  }

  @Test
  void there_are_sixty_shapes_and_more() {
    assertThat(SecretShape.all()).doesNotHaveDuplicates().hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void no_command_shows_what_the_environment_gives(SecretShape shape) {
    for (String command : COMMANDS) {
      CommandRun run =
          CommandRun.of(shape.environment(), directory, command.replace("APP", APP).split(" ", -1));
      assertHidden(command, run);
      if (command.equals("report") && run.status() != 0) {
        return; // none can use it, and all say the same
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void no_command_shows_what_a_file_gives(SecretShape shape) throws Exception {
    String quoted = "'" + shape.value().replace("'", "''") + "'";
    Path yaml = directory.resolve("one.yaml");
    Path broken = directory.resolve("broken.yaml");
    Path toml = directory.resolve("broken.toml");
    Files.writeString(yaml, shape.setting() + ": " + quoted);
    Files.writeString(broken, shape.setting() + ": " + quoted + " : [" + quoted + "\n\tx");
    Files.writeString(toml, shape.setting() + " = " + shape.value() + "\n[");
    for (Path file : List.of(yaml, broken, toml)) {
      assertHidden(
          file.getFileName().toString(),
          CommandRun.of(directory, "--config", file.toString(), "report"));
      assertHidden(
          file.getFileName().toString(),
          CommandRun.of(
              directory,
              "--config",
              file.toString(),
              "-A",
              APP,
              "worker",
              "-l",
              "DEBUG",
              "-P",
              "nonsense"));
    }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void no_command_shows_what_its_arguments_give(SecretShape shape) {
    String setting = shape.setting() + "=" + shape.value();
    for (String[] words :
        List.of(
            new String[] {"-A", APP, "worker", "-P", "nonsense", setting},
            new String[] {"-A", APP, "worker", "-P", "nonsense", "." + setting},
            new String[] {"-A", APP, "worker", "--" + setting})) {
      assertHidden(setting, CommandRun.of(SecretShape.SURROUNDINGS, directory, words));
    }
    if (Settings.isKnown(shape.setting())) { // it hands on what it does not know
      assertHidden(setting, CommandRun.of(directory, "multi", "show", "1", "--", setting));
    }
  }

  static Stream<SecretShape> urls() {
    return shapes().filter(SecretShape::isUrl);
  }

  @ParameterizedTest
  @MethodSource("urls")
  void no_command_shows_the_urls_it_is_given(SecretShape shape) {
    String url = shape.value();
    for (String[] words :
        List.of(
            new String[] {"-b", url, "report"},
            new String[] {"-b", url, "list", "parked"},
            new String[] {"-b", url, "list", "bindings"},
            new String[] {"--result-backend", url, "report"},
            new String[] {"graph", "workers", "nodes:a", "broker:" + url, "backend:" + url},
            new String[] {"migrate", url, url, "--limit", "0"},
            new String[] {"migrate", "-t", "0.1", url, "memory://there"},
            new String[] {"multi", "show", "1", "-b", url},
            new String[] {"multi", "show", "1", "--broker=" + url, "--result-backend=" + url},
            new String[] {"multi", "get", "celery1@h", "1", "-n", "h", "-b", url})) {
      assertHidden(
          String.join(" ", words), CommandRun.of(SecretShape.SURROUNDINGS, directory, words));
    }
  }

  /** What is no URL and no setting shows that it is one only by its form. */
  static final List<List<String>> MISPLACED =
      List.of(
          List.of("-A", APP, "worker", "redis://:s3cr3t@h/0"),
          List.of("-A", APP, "worker", "amqp://user:s3cr3t@h//", "x"),
          List.of("report", "redis://:s3cr3t@h/0"),
          List.of("redis://:s3cr3t@h/0"),
          List.of("list", "redis://:s3cr3t@h/0"),
          List.of("inspect", "redis://:s3cr3t@h/0"),
          List.of("graph", "workers", "redis://:s3cr3t@h/0"),
          List.of("multi", "redis://:s3cr3t@h/0"),
          List.of("report", "--password=s3cr3t"),
          List.of("report", "--api-key", "--token=s3cr3t w0rd"),
          List.of("-A", APP, "worker", "-c", "redis://:s3cr3t@h/0"),
          List.of("-A", APP, "worker", "-l", "password=s3cr3t"),
          List.of("purge", "--timeout", "redis://:s3cr3t@h/0"),
          List.of("call", "t", "--kwargs", "{\"password\": \"s3cr3t w0rd\""),
          List.of("call", "t", "--args", "{\"api_key\": \"s3cr3t\"}"),
          List.of("call", "t", "--countdown", "token=s3cr3t"));

  @ParameterizedTest
  @FieldSource("MISPLACED")
  void an_error_of_usage_quotes_no_secret(List<String> words) {
    CommandRun run =
        CommandRun.of(SecretShape.SURROUNDINGS, directory, words.toArray(String[]::new));

    assertThat(run.errors()).isNotEmpty();
    assertHidden(String.join(" ", words), run);
  }

  @Test
  void a_worker_that_does_not_know_a_task_logs_no_sensitive_argument_of_it() throws Exception {
    String broker = "memory://" + UUID.randomUUID();
    TaskDefinition<String> login =
        TaskDefinition.named("shop.login", String.class)
            .options(TaskOptions.builder().sensitive("password", 1).build())
            .handler((task, values) -> "in");
    log.start();
    root.addAppender(log);
    try (Celery app = Celery.named("sending").broker(broker).tasks(login).build();
        Celery other = Celery.named("unknowing").broker(broker).build();
        Worker worker = other.worker().hostname("w1@here").concurrency(1).start()) {
      var call = app.send(Signature.of("shop.login", String.class, "ann", "s3cr3t"));
      await().until(() -> other.deadLetters().count() == 1);
      assertThat(worker.concurrency()).isEqualTo(1);
      assertThat(call.id()).isNotEmpty();
    } finally {
      root.detachAppender(log);
    }
    String logged = log.list.stream().map(SecretsTest::line).collect(Collectors.joining());
    assertThat(logged).contains("Its arguments: ('ann', '***') {}");
    assertHidden("the log", logged);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_worker_tells_none_to_who_asks_it(SecretShape shape) throws Exception {
    log.start();
    root.addAppender(log);
    root.setLevel(Level.DEBUG);
    String broker = "memory://" + UUID.randomUUID();
    StringWriter told = new StringWriter();
    try (Celery asking = Celery.named("asking").broker(broker).build();
        Celery app = answering(broker, shape);
        Worker worker = app.worker().hostname("w1@here").concurrency(1).start()) {
      for (String question : List.of("conf", "stats", "report", "nonsense")) {
        Map<String, Object> arguments =
            question.equals("conf") ? Map.of("with_defaults", true) : Map.of();
        List<NodeReply> replies = asking.control().limit(1).broadcast(question, arguments);
        assertThat(replies).as(question).hasSize(1);
        told.append(new ReplyText(Terminal.PLAIN, false).whole(replies.getFirst()));
      }
      told.append(new WorkerBanner(Terminal.PLAIN, APP, Instant.EPOCH).text(app, worker));
      told.append(app.settings().toString());
      assertThat(told.toString()).contains(shape.setting());
    } catch (CeleryException e) {
      e.printStackTrace(new PrintWriter(told));
    } finally {
      root.detachAppender(log);
      root.setLevel(Level.WARN);
    }
    log.list.forEach(each -> told.append(line(each)));
    assertHidden(shape.toString(), told.toString());
  }

  /** An app with a setting, which talks over a broker all the same. */
  private static Celery answering(String broker, SecretShape shape) {
    TransportConfig config =
        new TransportConfig(
            BrokerUrl.parseAll(List.of(broker), "code"),
            Settings.defaults(),
            "answering",
            Clock.systemUTC());
    return Celery.named("answering")
        .set(shape.setting(), shape.value())
        .transport(new MemoryTransportProvider().open(config))
        .build();
  }

  private static String line(ILoggingEvent event) {
    LogLayout layout = new LogLayout(false, ZoneOffset.UTC);
    layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
    layout.start();
    return layout.doLayout(event);
  }

  private void assertHidden(String command, CommandRun run) {
    assertHidden(command, run.output() + run.errors() + logged.toString(StandardCharsets.UTF_8));
    logged.reset();
  }

  private static void assertHidden(String what, String output) {
    assertThat(output).as(what).doesNotContain(SecretShape.SECRETS);
  }
}
