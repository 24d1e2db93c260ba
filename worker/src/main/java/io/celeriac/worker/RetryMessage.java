package io.celeriac.worker;

import io.celeriac.Retry;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The message that runs a task again: the same id and lineage, one retry more, a new time, back to
 * where it came from.
 */
final class RetryMessage {

  private final WorkerEnvironment app;

  RetryMessage(WorkerEnvironment app) {
    this.app = app;
  }

  /**
   * Publishes it; returns when the broker has it.
   *
   * @throws io.celeriac.BrokerException when it could not be sent
   */
  void send(Execution execution, Outcome.Again again) {
    TaskRequest request = execution.request();
    TaskHeaders before = request.message().headers();
    TaskHeaders headers =
        before.toBuilder()
            .retries(before.retries() + 1)
            .eta(eta(again.countdown()))
            .rootId(request.rootId())
            // As in Celery, the retry of a task without a parent names itself as its parent.
            .parentId(request.parentId().orElse(request.id()))
            // As decided for this run, whatever the defaults of the worker that gets it.
            .ignoreResult(execution.policy().ignoreResult())
            .expires(expires(again.retry(), before))
            .custom(withoutDeathHeaders(before.custom()))
            .build();
    RetryArguments arguments = RetryArguments.of(execution, again.retry());
    TaskMessage message =
        new TaskMessage(
            arguments.reprs(headers, execution.task().options().sensitive()),
            arguments.args(),
            arguments.kwargs(),
            request.embed());
    MessageProperties properties =
        MessageProperties.of()
            .withCorrelationId(request.id())
            .withReplyTo(request.replyTo().orElse(null))
            .withPriority(request.priority().orElse(null))
            .withExpiration(expiration(headers.expires()));
    DeliveryInfo from = request.deliveryInfo();
    Optional<String> queue =
        again
            .retry()
            .queue()
            .or(() ->
                from.exchange().isEmpty()
                    ? Optional.of(from.routingKey())
                    : Optional.<String>empty());
    app.republish(
        message,
        properties,
        queue.isPresent() ? "" : from.exchange(),
        queue.orElse(from.routingKey()),
        queue);
  }

  private @Nullable String eta(Duration countdown) {
    return countdown.isZero() || countdown.isNegative()
        ? null
        : IsoTime.format(
            app.clock()
                .instant()
                .plus(countdown)
                .truncatedTo(ChronoUnit.MICROS)
                .atOffset(ZoneOffset.UTC));
  }

  private @Nullable String expires(Retry retry, TaskHeaders before) {
    return retry.expires().map(this::eta).orElse(before.expires());
  }

  private @Nullable String expiration(@Nullable String expires) {
    if (expires == null || expires.isEmpty()) {
      return null;
    }
    Instant now = app.clock().instant();
    return String.valueOf(Math.max(0, Duration.between(now, IsoTime.parse(expires)).toMillis()));
  }

  private static Map<String, @Nullable Object> withoutDeathHeaders(
      Map<String, @Nullable Object> headers) {
    Map<String, @Nullable Object> kept = new LinkedHashMap<>(headers);
    kept.keySet()
        .removeIf(name ->
            name.equals("x-death")
                || name.startsWith("x-celeriac-")
                || name.startsWith("x-first-death-")
                || name.startsWith("x-last-death-"));
    return kept;
  }
}
