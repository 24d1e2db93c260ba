package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Setting;
import io.celeriac.Signature;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ValueConverter;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends runs: the entry's call with the header {@code celery_beat_task}. While the broker is away
 * it tries again, as a worker does; whatever else goes wrong is logged, and the run counts as done.
 */
final class RunSender implements Sender {

  private static final Logger LOG = LoggerFactory.getLogger(RunSender.class);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Celery app;
  private final ValueConverter converter;
  private final ResultBackend results;
  private final Alarm stopped;
  private final int tries;

  RunSender(BeatEnvironment environment, Alarm stopped) {
    this.app = environment.app();
    this.converter = environment.converter();
    this.results = environment.resultBackend();
    this.stopped = stopped;
    boolean retry = environment.settings().find(Setting.BROKER_CONNECTION_RETRY).orElse(true);
    this.tries =
        retry
            ? environment
                .settings()
                .find(Setting.BROKER_CONNECTION_MAX_RETRIES)
                .orElse(Integer.MAX_VALUE)
            : 0;
  }

  @Override
  public boolean send(Entry entry, BooleanSupplier mayStill) throws InterruptedException {
    BeatEntry task = entry.task();
    LOG.info("Scheduler: Sending due task {} ({})", task.name(), task.call().task());
    for (int failures = 0; mayStill.getAsBoolean(); failures++) {
      try {
        String id = app.send(call(task.call(), entry.runs().pending())).id();
        if (!results.isPersistent()) {
          results.unwatch(id); // nobody here asks what became of it
        }
        LOG.debug("{} sent. id->{}", task.call().task(), id);
        return true;
      } catch (BrokerException e) {
        if (!e.recoverable() || failures >= tries) {
          LOG.error("Message Error: {} was not sent: {}", task.name(), e.getMessage(), e);
          return true;
        }
        Duration wait = STEP.multipliedBy(Math.min(failures + 1L, 15));
        wait = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
        LOG.error(
            "beat: Connection error: {} Trying again in {} seconds...",
            e.getMessage(),
            wait.toSeconds());
        if (stopped.await(wait)) {
          return false;
        }
      } catch (RuntimeException e) {
        LOG.error("Message Error: {} was not sent: {}", task.name(), e.getMessage(), e);
        return true;
      }
    }
    return false;
  }

  private Signature<?> call(Signature<?> given, @Nullable String id) {
    Signature<?> call = supplied(given).header("celery_beat_task", true);
    if (call.subtaskType().isEmpty() && !call.args().isEmpty()) {
      // As Celery's beat has it, which passes a list on and not a tuple.
      List<@Nullable Object> args = call.args().stream().map(converter::toWire).toList();
      call = call.option("argsrepr", PythonRepr.of(args));
    }
    return id == null || call.options().values().containsKey("task_id") ? call : call.taskId(id);
  }

  /** With the arguments that are asked for at each run. */
  private static Signature<?> supplied(Signature<?> call) {
    boolean any =
        call.args().stream().anyMatch(Supplier.class::isInstance)
            || call.kwargs().values().stream().anyMatch(Supplier.class::isInstance);
    if (!any) {
      return call;
    }
    Signature<?> asked =
        Signature.ofType(
            call.task(),
            call.resultType(),
            call.taskOptions().orElse(null),
            call.args().stream().map(RunSender::asked).toArray());
    for (var each : call.kwargs().entrySet()) {
      asked = asked.kwarg(each.getKey(), asked(each.getValue()));
    }
    return asked.options(call.options());
  }

  private static @Nullable Object asked(@Nullable Object value) {
    return value instanceof Supplier<?> supplier ? supplier.get() : value;
  }
}
