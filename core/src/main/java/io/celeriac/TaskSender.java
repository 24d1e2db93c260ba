package io.celeriac;

import io.celeriac.protocol.Compressor;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.Embed;
import io.celeriac.protocol.IsoTime;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.SignatureData;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.protocol.TimeLimit;
import io.celeriac.spi.Completed;
import io.celeriac.spi.Publication;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns signatures into messages on the broker: merges the options of call, task and app, routes,
 * encodes, declares the queue, and publishes with retries. Celery's {@code apply_async}.
 */
final class TaskSender {

  /**
   * What is called and how.
   *
   * @param routedBy the name that routes are looked up by
   */
  private record Call(
      String task,
      String routedBy,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      SendOptions options,
      Optional<TaskOptions> declared) {}

  /** Options that become properties of the message when they are given. */
  private static final List<String> PASSED_ON =
      List.of("message_id", "timestamp", "type", "app_id", "user_id", "cluster_id");

  private final Settings settings;
  private final Clock clock;
  private final Supplier<String> ids;
  private final TaskRegistry tasks;
  private final Routing routing;
  private final ValueConverter converter;
  private final Serializers serializers;
  private final Compressors compressors;
  private final TaskMessageCodec codec;
  private final SignedMessages signatures;
  private final Transport transport;
  private final QuorumDelays delays;
  private final PublishRetry retry;
  private final int reprLevels;
  private final SentEvents events;
  private final String origin;
  private final String replyTo;

  TaskSender(
      Settings settings,
      Clock clock,
      Supplier<String> ids,
      TaskRegistry tasks,
      Routing routing,
      ValueConverter converter,
      Serializers serializers,
      Compressors compressors,
      TaskMessageCodec codec,
      SignedMessages signatures,
      Transport transport,
      QuorumDelays delays,
      SentEvents events,
      String origin,
      String replyTo) {
    this.settings = settings;
    this.clock = clock;
    this.ids = ids;
    this.tasks = tasks;
    this.routing = routing;
    this.converter = converter;
    this.serializers = serializers;
    this.compressors = compressors;
    this.codec = codec;
    this.signatures = signatures;
    this.transport = transport;
    this.delays = delays;
    this.retry = PublishRetry.of(settings);
    this.reprLevels = settings.get(Setting.TASK_REPR_MAXLEVELS);
    this.events = events;
    this.origin = origin;
    this.replyTo = replyTo;
  }

  /**
   * Everything but the I/O, for a part of a workflow that has its id: errors in the call itself
   * show here, before anything is sent.
   *
   * @throws IllegalArgumentException when a call of our own has a soft time limit that would never
   *     be reached; what travelled here is sent on as it is
   */
  Prepared prepare(TaskDraft draft) {
    Call call =
        new Call(
            draft.task(),
            draft.routedBy(),
            draft.args,
            draft.kwargs,
            new SendOptions(draft.options),
            declared(draft));
    if (draft.isOurs()) {
      checkLimits(call);
    }
    return prepare(call);
  }

  private static void checkLimits(Call call) {
    Optional<Duration> hard =
        call.options()
            .seconds("time_limit")
            .or(() -> call.declared().flatMap(TaskOptions::timeLimit));
    Optional<Duration> soft =
        call.options()
            .seconds("soft_time_limit")
            .or(() -> call.declared().flatMap(TaskOptions::softTimeLimit));
    if (hard.isPresent() && soft.isPresent() && soft.get().compareTo(hard.get()) > 0) {
      throw new IllegalArgumentException(
          "The soft time limit of "
              + soft.get()
              + " of this call of "
              + call.task()
              + " is longer than its hard one of "
              + hard.get()
              + "; it would never be reached");
    }
  }

  /** What is known of the task here: its registration, or what made the call. */
  private Optional<TaskOptions> declared(TaskDraft draft) {
    return tasks
        .find(draft.task())
        .map(TaskDefinition::options)
        .or(() -> draft.declared().map(options -> tasks.options(draft.task(), options)));
  }

  private Prepared prepare(Call call) {
    Destination destination =
        routing.resolve(
            call.routedBy(),
            call.args(),
            call.kwargs(),
            withTaskOptions(call.options(), call.declared()));
    SendOptions options = destination.options();
    String id = options.text("task_id").orElseGet(ids);
    TaskMessage message = message(call, id, options);
    Message encoded =
        codec.encode(
            message,
            settings.get(Setting.TASK_PROTOCOL),
            serializers.named(
                options.text("serializer").orElse(settings.get(Setting.TASK_SERIALIZER))),
            compressor(options),
            properties(id, message, options, destination));
    Publication plain =
        signatures.sign(
            new Publication(encoded, destination.exchange(), destination.routingKey()),
            destination.queue());
    return prepared(
        message,
        plain,
        delays.of(plain, destination.queue(), options, message.headers().eta()),
        destination.queue());
  }

  private Prepared prepared(
      TaskMessage message,
      Publication plain,
      Optional<Publication> delayed,
      Optional<Queue> queue) {
    Publication publication = delayed.orElse(plain);
    return new Prepared(
        message.headers().id(),
        publication,
        queue,
        delayed.isPresent(),
        Boolean.TRUE.equals(message.headers().ignoreResult()),
        events.fields(message, publication, delayed.isPresent() ? Optional.empty() : queue));
  }

  private @Nullable Compressor compressor(SendOptions options) {
    return options
        .text("compression")
        .or(() -> settings.find(Setting.TASK_COMPRESSION))
        .map(compressors::named)
        .orElse(null);
  }

  /** Options of the call win over those of the task's declaration. */
  private SendOptions withTaskOptions(SendOptions call, Optional<TaskOptions> declared) {
    Map<String, @Nullable Object> merged = new LinkedHashMap<>();
    declared.ifPresent(task -> {
      task.queue().ifPresent(value -> merged.put("queue", value));
      task.exchange().ifPresent(value -> merged.put("exchange", value));
      task.routingKey().ifPresent(value -> merged.put("routing_key", value));
      task.priority().ifPresent(value -> merged.put("priority", value));
      task.serializer().ifPresent(value -> merged.put("serializer", value));
      task.compression().ifPresent(value -> merged.put("compression", value));
      task.expires().ifPresent(v -> merged.put("expires", SendOptions.secondsOf(v)));
      task.timeLimit().ifPresent(v -> merged.put("time_limit", SendOptions.secondsOf(v)));
      task.softTimeLimit().ifPresent(v -> merged.put("soft_time_limit", SendOptions.secondsOf(v)));
    });
    inheritedPriority().ifPresent(value -> merged.put("priority", value));
    settings
        .find(Setting.TASK_DEFAULT_PRIORITY)
        .ifPresent(value -> merged.putIfAbsent("priority", value));
    call.values()
        .forEach((name, value) -> {
          if (value != null) {
            merged.put(name, value);
          }
        });
    return new SendOptions(merged);
  }

  private Optional<Integer> inheritedPriority() {
    return settings.get(Setting.TASK_INHERIT_PARENT_PRIORITY)
        ? TaskScope.current().flatMap(parent -> parent.request().priority())
        : Optional.empty();
  }

  private TaskMessage message(Call call, String id, SendOptions options) {
    SensitiveParameters secret =
        call.declared().map(TaskOptions::sensitive).orElse(SensitiveParameters.NONE);
    List<@Nullable Object> args = new ArrayList<>(call.args().size());
    call.args().forEach(each -> args.add(Draft.wire(each, converter)));
    Map<String, @Nullable Object> kwargs = LinkedHashMap.newLinkedHashMap(call.kwargs().size());
    call.kwargs().forEach((name, value) -> kwargs.put(name, Draft.wire(value, converter)));
    Optional<RunningTask> parent = TaskScope.current();
    OffsetDateTime now = now();
    TaskHeaders headers =
        TaskHeaders.builder(call.task(), id)
            .shadow(options.text("shadow").orElse(null))
            .eta(time(options, "countdown", "eta", now))
            .expires(time(options, "expires", "expires", now))
            .group(options.text("group_id").orElse(null))
            .groupIndex(options.integer("group_index").orElse(null))
            .retries(options.integer("retries").orElse(0))
            .timelimit(
                new TimeLimit(number(options, "time_limit"), number(options, "soft_time_limit")))
            .rootId(
                options
                    .text("root_id")
                    .or(() -> parent.map(task -> task.request().rootId()))
                    .orElse(id))
            .parentId(
                options
                    .text("parent_id")
                    .or(() -> parent.map(task -> task.request().id()))
                    .orElse(null))
            .argsrepr(
                shown(options, "argsrepr", secret)
                    .orElseGet(() -> PythonRepr.ofArgs(secret.args(args), reprLevels)))
            .kwargsrepr(
                shown(options, "kwargsrepr", secret)
                    .orElseGet(() -> PythonRepr.ofKwargs(secret.kwargs(kwargs), reprLevels)))
            .origin(options.text("origin").orElse(origin))
            .ignoreResult(
                options
                    .truth("ignore_result")
                    .or(() ->
                        call.declared()
                            .map(task ->
                                task.ignoreResult()
                                    .orElse(settings.get(Setting.TASK_IGNORE_RESULT))))
                    .orElse(null))
            .replacedTaskNesting(options.integer("replaced_task_nesting").orElse(0))
            .stampedHeaders(stampNames(options))
            .stamps(stamps(options))
            .custom(custom(options))
            .build();
    return new TaskMessage(
        headers,
        args,
        kwargs,
        new Embed(
            signatures(options, "link"),
            signatures(options, "link_error"),
            chain(options),
            one(options.values().get("chord"))));
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), settings.zone());
  }

  /** A time so many seconds from now, of which zero is none, or one that is given: as it is. */
  private static @Nullable String time(
      SendOptions options, String relative, String absolute, OffsetDateTime now) {
    Optional<Duration> delay = options.seconds(relative).filter(given -> !given.isZero());
    if (delay.isPresent()) {
      return IsoTime.format(micros(now.plus(delay.get())));
    }
    return switch (options.values().get(absolute)) {
      case String text -> text;
      case LocalDateTime naive -> IsoTime.format(naive);
      case null, default -> options.time(absolute).map(IsoTime::format).orElse(null);
    };
  }

  private static OffsetDateTime micros(OffsetDateTime time) {
    return time.withNano(time.getNano() / 1000 * 1000);
  }

  private static @Nullable Double number(SendOptions options, String name) {
    return options.values().get(name) instanceof Number n ? n.doubleValue() : null;
  }

  private static @Nullable List<String> stampNames(SendOptions options) {
    return options.values().get("stamped_headers") instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : null;
  }

  private Map<String, @Nullable Object> stamps(SendOptions options) {
    Map<String, @Nullable Object> stamps = new LinkedHashMap<>();
    List<String> names = stampNames(options);
    if (names != null) {
      names.forEach(name -> stamps.put(name, converter.toWire(options.values().get(name))));
    }
    return stamps;
  }

  private Map<String, @Nullable Object> custom(SendOptions options) {
    Map<String, @Nullable Object> custom = new LinkedHashMap<>();
    if (options.values().get("headers") instanceof Map<?, ?> headers) {
      headers.forEach((name, value) -> custom.put(String.valueOf(name), converter.toWire(value)));
    }
    return custom;
  }

  private @Nullable List<SignatureData> signatures(SendOptions options, String name) {
    List<SignatureData> all = new ArrayList<>();
    switch (options.values().get(name)) {
      case null -> {}
      case List<?> list -> list.forEach(each -> addIfPresent(all, one(each)));
      case Object single -> addIfPresent(all, one(single));
    }
    return all.isEmpty() ? null : all;
  }

  private @Nullable List<SignatureData> chain(SendOptions options) {
    if (!(options.values().get("chain") instanceof List<?> steps)) {
      return null;
    }
    List<SignatureData> all = new ArrayList<>();
    steps.forEach(step -> addIfPresent(all, one(step)));
    return all;
  }

  private static void addIfPresent(List<SignatureData> all, @Nullable SignatureData one) {
    if (one != null) {
      all.add(one);
    }
  }

  private @Nullable SignatureData one(@Nullable Object value) {
    return switch (value) {
      case Signature<?> signature -> signature.toData(converter);
      case Draft draft -> SignatureData.fromMap(draft.toMap(converter));
      case SignatureData data -> data;
      case Map<?, ?> map -> SignatureData.fromMap(map);
      case null, default -> null;
    };
  }

  /** A text that was given for arguments; not where it could show what is not to be shown. */
  private static Optional<String> shown(
      SendOptions options, String name, SensitiveParameters secret) {
    return secret.isEmpty() ? options.text(name) : Optional.empty();
  }

  private MessageProperties properties(
      String id, TaskMessage message, SendOptions options, Destination destination) {
    Integer priority = options.integer("priority").orElse(destination.routed() ? 0 : null);
    MessageProperties properties = MessageProperties.of();
    for (String name : PASSED_ON) {
      Object value = options.values().get(name);
      if (value != null) {
        properties = properties.withOther(name, value);
      }
    }
    return properties
        .withCorrelationId(options.text("correlation_id").orElse(id))
        .withReplyTo(options.text("reply_to").orElse(replyTo))
        .withPriority(priority)
        .withDeliveryMode(deliveryMode(options))
        .withExpiration(expiration(options, message));
  }

  private int deliveryMode(SendOptions options) {
    return switch (options.text("delivery_mode").orElse("")) {
      case "transient", "1" -> MessageProperties.TRANSIENT;
      case "persistent", "2" -> MessageProperties.PERSISTENT;
      default -> settings.get(Setting.TASK_DEFAULT_DELIVERY_MODE);
    };
  }

  private @Nullable String expiration(SendOptions options, TaskMessage message) {
    String expires = message.headers().expires();
    if (expires == null) {
      return null;
    }
    Duration left =
        options
            .seconds("expires")
            .orElseGet(() -> Duration.between(clock.instant(), IsoTime.parse(expires)));
    return String.valueOf(Math.max(0, left.toMillis()));
  }

  /** Declares the queue and publishes, with retries; completes when the broker has the message. */
  CompletableFuture<Void> publish(Prepared message) {
    return events.after(published(message), message.sentEvent());
  }

  private CompletableFuture<Void> published(Prepared message) {
    return retry.run(() -> {
      message.declare(transport.producer());
      return transport.producer().publish(message.publication());
    });
  }

  /** Publishes many, pipelined; what fails for a reason that may pass is repeated one by one. */
  List<CompletableFuture<Void>> publishAll(List<Prepared> all) {
    try {
      Set<List<Object>> declared = new HashSet<>();
      for (Prepared each : all) {
        if (declared.add(List.of(each.queue(), each.delayed()))) {
          each.declare(transport.producer());
        }
      }
    } catch (BrokerException e) {
      return all.stream().map(this::publish).toList();
    }
    List<CompletableFuture<Void>> first =
        transport.producer().publishAll(all.stream().map(Prepared::publication).toList());
    List<CompletableFuture<Void>> results = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      Prepared each = all.get(i);
      CompletableFuture<Void> published =
          first
              .get(i)
              .exceptionallyComposeAsync(
                  failure ->
                      Completed.unwrapped(failure) instanceof BrokerException broker
                              && broker.recoverable()
                          ? published(each)
                          : CompletableFuture.failedFuture(failure),
                  Callbacks.VIRTUAL);
      results.add(events.after(published, each.sentEvent()));
    }
    return results;
  }

  /** A complete message as it is: a retry, keeping its headers. */
  Prepared complete(
      TaskMessage message,
      MessageProperties properties,
      String exchange,
      String routingKey,
      Optional<Queue> queue) {
    Message encoded =
        codec.encode(
            message, 2, serializers.named(settings.get(Setting.TASK_SERIALIZER)), null, properties);
    Publication plain = signatures.sign(new Publication(encoded, exchange, routingKey), queue);
    return prepared(message, plain, delays.of(plain, queue, message.headers().eta()), queue);
  }
}
