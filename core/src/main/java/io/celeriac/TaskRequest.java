package io.celeriac;

import io.celeriac.protocol.Embed;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TimeLimit;
import io.celeriac.spi.DeliveryInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a task was called with: everything that Celery's {@code self.request} gives. An immutable
 * value.
 *
 * @param message the task message: headers, arguments, continuations
 * @param properties the properties it was delivered with
 * @param deliveryInfo where it came from
 * @param hostname the worker's node name
 */
public record TaskRequest(
    TaskMessage message, MessageProperties properties, DeliveryInfo deliveryInfo, String hostname) {

  private TaskHeaders protocol() {
    return message.headers();
  }

  /** The task's id. */
  public String id() {
    return protocol().id();
  }

  /** The name it was called by. */
  public String task() {
    return protocol().task();
  }

  /** The name to show: the shadow name when there is one. */
  public String displayName() {
    return shadow().orElse(task());
  }

  public Optional<String> shadow() {
    return Optional.ofNullable(protocol().shadow()).filter(name -> !name.isEmpty());
  }

  public List<@Nullable Object> args() {
    return message.args();
  }

  public Map<String, @Nullable Object> kwargs() {
    return message.kwargs();
  }

  /** How often it has been retried. */
  public int retries() {
    return protocol().retries();
  }

  /** The first task of the workflow. */
  public String rootId() {
    String root = protocol().rootId();
    return root == null || root.isEmpty() ? id() : root;
  }

  /** The task that sent this one. */
  public Optional<String> parentId() {
    return Optional.ofNullable(protocol().parentId());
  }

  public Optional<String> group() {
    return Optional.ofNullable(protocol().group());
  }

  public Optional<Integer> groupIndex() {
    return Optional.ofNullable(protocol().groupIndex());
  }

  /** When it was due at the earliest. */
  public Optional<Instant> eta() {
    return time(protocol().eta());
  }

  /** When it is no longer worth running. */
  public Optional<Instant> expires() {
    return time(protocol().expires());
  }

  private static Optional<Instant> time(@Nullable String text) {
    return text == null || text.isEmpty() ? Optional.empty() : Optional.of(IsoTime.parse(text));
  }

  /** The limits that the caller gave. */
  public TimeLimit timelimit() {
    return protocol().timelimit();
  }

  /** Whether the caller asked for its result not to be stored; empty when it left that open. */
  public Optional<Boolean> ignoreResult() {
    return Optional.ofNullable(protocol().ignoreResult());
  }

  public Optional<String> origin() {
    return Optional.ofNullable(protocol().origin());
  }

  public Optional<String> replyTo() {
    return Optional.ofNullable(properties.replyTo());
  }

  public Optional<String> correlationId() {
    return Optional.ofNullable(properties.correlationId());
  }

  public Optional<Integer> priority() {
    return Optional.ofNullable(properties.priority());
  }

  /** Whether the broker delivered the message before. */
  public boolean redelivered() {
    return deliveryInfo.redelivered();
  }

  /** The callbacks, error callbacks, rest of the chain and chord body that go with it. */
  public Embed embed() {
    return message.embed();
  }

  /** The stamps it carries, by name. */
  public Map<String, @Nullable Object> stamps() {
    return protocol().stamps();
  }

  public int replacedTaskNesting() {
    return protocol().replacedTaskNesting();
  }

  /** The headers that are not the protocol's own. */
  public Map<String, @Nullable Object> headers() {
    return protocol().custom();
  }
}
