package io.celeriac.cli;

import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Signature;
import io.celeriac.Task;
import io.celeriac.TaskDefinitions;
import io.celeriac.embedded.EmbeddedRedis;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import picocli.CommandLine;

/**
 * A run for the JVM to remember. The launcher starts it once after a build, and has the JVM write
 * down which classes were loaded and which methods were busy (an AOT cache), so that whatever it
 * starts is ready sooner, and at its speed sooner. A worker of the command line on a Redis of its
 * own and on what passes for a RabbitMQ, and calls of every kind.
 */
public final class Rehearsal {

  private static final int CALLS = 10_000;
  private static final int ONE_BY_ONE = 500;
  private static final int HEADER = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param arguments none
   * @throws Exception when something does not go as it should; there is no cache then
   */
  public static void main(String[] arguments) throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start();
        RehearsalBroker rabbit = RehearsalBroker.start()) {
      rehearse(redis.url(), redis.url());
      rehearse(rabbit.url(), redis.url());
    }
    System.exit(0); // as the command ends
  }

  /** A worker, and calls of every kind, on a broker. */
  static void rehearse(String broker, String backend) throws Exception {
    FutureTask<Integer> worker = new FutureTask<>(() -> worker(broker, backend));
    Thread.ofPlatform().daemon(true).start(worker);
    try (Celery app = App.of(broker, backend)) {
      call(app);
      app.control().shutdown();
    }
    int status = worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (status != 0) {
      throw new IllegalStateException("The worker on " + broker + " ended with " + status);
    }
  }

  /** What the worker and its callers have in common; public for the command line to find. */
  public static final class App {

    private App() {}

    /** The app, whose broker the command line says. */
    public static Celery app() {
      return builder().build();
    }

    static Celery of(String broker, String backend) {
      return builder().broker(broker).resultBackend(backend).build();
    }

    static CeleryBuilder builder() {
      return Celery.named("rehearsal").tasks(TaskDefinitions.from(new Tasks()));
    }
  }

  /** What is called. */
  static final class Tasks {

    @Task("rehearsal.add")
    int add(int x, int y) {
      return x + y;
    }

    @Task("rehearsal.sum")
    int sum(List<Integer> numbers) {
      return numbers.stream().mapToInt(number -> number).sum();
    }

    @Task("rehearsal.fail")
    String fail(String why) throws IOException {
      throw new IOException(why);
    }
  }

  private static int worker(String broker, String backend) {
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            Path.of("").toAbsolutePath(),
            InputStream.nullInputStream(),
            Terminal.PLAIN,
            Terminal.PLAIN);
    List<String> arguments =
        List.of(
            "-A",
            App.class.getName(),
            "-b",
            broker,
            "--result-backend",
            backend,
            "worker",
            "-l",
            "FATAL",
            "-n",
            "rehearsal@localhost");
    CommandLine line = CeleriacCommand.commandLine(surroundings, arguments);
    line.setOut(new PrintWriter(Writer.nullWriter()));
    return line.execute(arguments.toArray(String[]::new));
  }

  private static void call(Celery app) throws InterruptedException {
    for (int i = 0; i < ONE_BY_ONE; i++) {
      app.send(add(i, 1)).get(PATIENCE);
    }
    for (AsyncResult<Integer> result :
        app.sendAll(IntStream.range(0, CALLS).mapToObj(i -> add(i, 2)).toList())) {
      result.get(PATIENCE);
    }
    app.send(
            Canvas.chord(
                Canvas.group(IntStream.range(0, HEADER).mapToObj(i -> add(i, 3)).toList()),
                Signature.of("rehearsal.sum", Integer.class)))
        .get(PATIENCE);
    app.send(
            Canvas.chain(
                IntStream.range(0, HEADER)
                    .mapToObj(
                        i -> i == 0 ? add(0, 4) : Signature.of("rehearsal.add", Integer.class, 4))
                    .toList()))
        .get(PATIENCE);
    app.send(Signature.of("rehearsal.fail", String.class, "as it should")).await(PATIENCE);
    app.control().limit(1).ping();
  }

  private static Signature<Integer> add(int x, int y) {
    return Signature.of("rehearsal.add", Integer.class, x, y);
  }
}
