package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Migration;
import io.celeriac.Settings;
import io.celeriac.spi.Printable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings task messages from one broker to another. */
@Command(
    name = "migrate",
    description = {
      "Bring task messages from one broker to another.",
      "",
      "They are copied, unless --ack-messages takes them away from the first one. None is"
          + " lost: the second broker has confirmed a message before the first forgets it."
    },
    customSynopsis = "celeriac [-A CLASS] migrate [OPTIONS] SOURCE DESTINATION",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  celeriac migrate -a -Q celery,mail:letters redis://old amqp://new"
    })
final class MigrateCommand implements Callable<Integer> {

  private static final int PATIENCE_SECONDS = 10;

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The URL of the first broker.")
  String source = "";

  @Parameters(index = "1", paramLabel = "DESTINATION", description = "The URL of the second one.")
  String destination = "";

  @Option(
      names = {"-a", "--ack-messages"},
      description = "Take them away from the first broker.")
  boolean acknowledge;

  @Option(
      names = {"-Q", "--queues"},
      paramLabel = "QUEUE",
      split = ",",
      description = {
        "These queues, parted by commas, and not those of the app;",
        "mail:letters where the name is another one there."
      })
  List<String> queues = new ArrayList<>();

  @Option(
      names = {"-T", "--tasks"},
      paramLabel = "TASK",
      split = ",",
      description = "Only tasks of these names, parted by commas.")
  List<String> tasks = new ArrayList<>();

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "So many at the most.")
  @Nullable Long limit;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "SECONDS",
      description = "End when none has come for so long; 1.0 unless given.")
  String timeout = "1.0";

  @Option(
      names = {"-F", "--forever"},
      description = "Go on until Ctrl-C.")
  boolean forever;

  @Option(
      names = {"-j", "--json"},
      description = "One JSON document at the end: how many went into each queue.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  MigrateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogOutput.toStandardError(LogLevel.WARNING, session.surroundings().errors());
    if (limit != null && limit < 1) {
      throw new UsageException("--limit is " + limit + "; expected a number above 0");
    }
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Long> counts = new LinkedHashMap<>();
    try (Celery app = session.app(Settings.defaults());
        Interruption interruption = new Interruption()) {
      Migration migration =
          app.migration(
              source,
              destination,
              options(),
              message -> {
                counts.merge(message.queue(), 1L, Long::sum);
                if (!json && !session.quiet()) {
                  out.println(line(message));
                  out.flush();
                }
              });
      long count = interruption.during(migration::run);
      out.println(json ? CallArguments.json(counts) : text(count));
      out.flush();
    } catch (InterruptedException e) {
      out.println(json ? CallArguments.json(counts) : "Interrupted.");
      out.flush();
    }
    return 0;
  }

  private Migration.Options options() {
    Duration patience = CallTimes.seconds("--timeout", timeout);
    Map<String, String> names = new LinkedHashMap<>();
    for (String queue : queues) {
      String[] pair = queue.split(":", -1);
      if (pair.length > 2 || pair[0].isEmpty() || pair[pair.length - 1].isEmpty()) {
        throw new UsageException(
            "--queues has '" + queue + "'; expected the name of a queue, or two as mail:letters");
      }
      names.put(pair[0], pair[pair.length - 1]);
    }
    OptionalLong most = limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
    return new Migration.Options(names, tasks, most, patience, acknowledge, forever);
  }

  private static String line(Migration.Migrated message) {
    String total =
        message.total().isPresent() && message.total().getAsLong() >= message.number()
            ? String.valueOf(message.total().getAsLong())
            : "?";
    return "Migrating task %d/%s: %s[%s]"
        .formatted(
            message.number(), total, Printable.word(message.task()), Printable.word(message.id()));
  }

  private String text(long count) {
    return (acknowledge ? "Moved " : "Copied ") + count + (count == 1 ? " task." : " tasks.");
  }

  /**
   * Lets Ctrl-C interrupt a run, and the process wait until that has given back what it holds:
   * Redis would not do it for an hour.
   */
  private static final class Interruption implements AutoCloseable {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread runner = Thread.currentThread();
    private final Thread hook = new Thread(this::interrupt, "celeriac-migrate-end");

    /** Something that may take long. */
    interface Run {
      long run() throws InterruptedException;
    }

    long during(Run run) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        return run.run();
      } finally {
        ended.countDown();
      }
    }

    private void interrupt() {
      runner.interrupt();
      try {
        boolean inTime = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!inTime) {
          runner.interrupt();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The JVM ends, and has called it.
      }
    }
  }
}
