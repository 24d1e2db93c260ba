package io.celeriac;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Celery's remote control: commands to all workers of a cluster, in whatever language they are
 * written, or to some of them. An immutable value; {@link #to}, {@link #matching}, {@link #timeout}
 * and {@link #limit} return others. Thread-safe.
 *
 * <p>Nobody knows how many workers there are, so that the answers are those that come before none
 * has come for the {@link #timeout}, one second unless said otherwise. With destinations it ends
 * when all of them have answered; on Redis when all who listen have.
 */
public final class Control {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final ControlMailbox mailbox;
  private final RemoteCommands commands;
  private final List<String> destination;
  private final Optional<NodePattern> pattern;
  private final Duration timeout;
  private final OptionalInt limit;
  private final Consumer<NodeReply> onReply;

  Control(ControlMailbox mailbox, RemoteCommands commands) {
    this(mailbox, commands, List.of(), Optional.empty(), TIMEOUT, OptionalInt.empty(), reply -> {});
  }

  private Control(
      ControlMailbox mailbox,
      RemoteCommands commands,
      List<String> destination,
      Optional<NodePattern> pattern,
      Duration timeout,
      OptionalInt limit,
      Consumer<NodeReply> onReply) {
    this.mailbox = mailbox;
    this.commands = commands;
    this.destination = destination;
    this.pattern = pattern;
    this.timeout = timeout;
    this.limit = limit;
    this.onReply = onReply;
  }

  /** To these nodes only; to all when none is named. */
  public Control to(String... nodes) {
    return new Control(mailbox, commands, List.of(nodes), pattern, timeout, limit, onReply);
  }

  /** To the nodes whose names match; counts only where no destination is given. */
  public Control matching(NodePattern nodes) {
    return new Control(mailbox, commands, destination, Optional.of(nodes), timeout, limit, onReply);
  }

  /** Waits so long for a further answer. */
  public Control timeout(Duration time) {
    return new Control(mailbox, commands, destination, pattern, time, limit, onReply);
  }

  /** Waits for so many answers at the most. */
  public Control limit(int answers) {
    return new Control(
        mailbox, commands, destination, pattern, timeout, OptionalInt.of(answers), onReply);
  }

  /** Tells of each answer as it comes, on the thread that asks. */
  public Control onReply(Consumer<NodeReply> told) {
    return new Control(mailbox, commands, destination, pattern, timeout, limit, told);
  }

  /** What is asked of nodes, as Celery's {@code app.control.inspect()}. */
  public Inspect inspect() {
    return new Inspect(this);
  }

  /** The commands that this app knows of: Celery's, and those registered with the app. */
  public Collection<RemoteCommand> commands() {
    return commands.all();
  }

  /**
   * Sends a command and collects the answers.
   *
   * @param command Celery's name of it, or that of a command registered with the workers
   * @param arguments its arguments by name
   * @throws BrokerException when the broker cannot be reached
   */
  public List<NodeReply> broadcast(
      String command, Map<String, ? extends @Nullable Object> arguments) {
    return mailbox.call(request(command, arguments, timeout), onReply);
  }

  /**
   * Sends a command without waiting for answers; returns when the broker has it.
   *
   * @throws BrokerException when the broker cannot be reached
   */
  public void cast(String command, Map<String, ? extends @Nullable Object> arguments) {
    mailbox.cast(request(command, arguments, Duration.ZERO));
  }

  private ControlRequest request(
      String command, Map<String, ? extends @Nullable Object> arguments, Duration time) {
    return new ControlRequest(
        command, new LinkedHashMap<>(arguments), destination, pattern, time, limit);
  }

  /** Who is there. */
  public List<NodeReply> ping() {
    return broadcast("ping", Map.of());
  }

  /** Revokes tasks: workers do not start them any more. Does not wait for answers. */
  public void revoke(String... ids) {
    revoke(Arrays.asList(ids), false, "SIGTERM");
  }

  /** Revokes tasks, and interrupts those that run. Does not wait for answers. */
  public void terminate(String... ids) {
    revoke(Arrays.asList(ids), true, "SIGTERM");
  }

  /**
   * Revokes tasks, as Celery's {@code revoke}. Does not wait for answers.
   *
   * @param terminate whether those that run are ended too
   * @param signal what a Python worker's process gets then
   */
  public void revoke(List<String> ids, boolean terminate, String signal) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("task_id", ids.size() == 1 ? ids.getFirst() : ids);
    arguments.put("terminate", terminate);
    arguments.put("signal", signal);
    cast("revoke", arguments);
  }

  /**
   * Revokes all tasks that carry one of these stamps.
   *
   * @param stamps for each stamp's name the values that are revoked
   * @param terminate whether those that run are ended too
   */
  public List<NodeReply> revokeByStampedHeaders(
      Map<String, List<String>> stamps, boolean terminate) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("headers", stamps);
    arguments.put("terminate", terminate);
    arguments.put("signal", "SIGTERM");
    return broadcast("revoke_by_stamped_headers", arguments);
  }

  /**
   * Limits how often a worker starts a task: {@code 10/s}, {@code 100/m}; {@code 0} for no limit.
   */
  public List<NodeReply> rateLimit(String task, String rate) {
    return broadcast("rate_limit", Map.of("task_name", task, "rate_limit", rate));
  }

  /**
   * Sets both time limits of a task, from its next run on.
   *
   * @param soft null for that of the app
   * @param hard null for that of the app
   */
  public List<NodeReply> timeLimit(String task, @Nullable Duration soft, @Nullable Duration hard) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("task_name", task);
    arguments.put("hard", hard == null ? null : hard.toMillis() / 1000.0);
    arguments.put("soft", soft == null ? null : soft.toMillis() / 1000.0);
    return broadcast("time_limit", arguments);
  }

  /** Makes workers consume a queue too, bound to the direct exchange of its name. */
  public List<NodeReply> addConsumer(String queue) {
    return addConsumer(Queue.of(queue));
  }

  /** Makes workers consume a queue too. */
  public List<NodeReply> addConsumer(Queue queue) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("queue", queue.name());
    arguments.put("exchange", queue.exchange().name());
    arguments.put("exchange_type", queue.exchange().type().wireName());
    arguments.put("routing_key", queue.routingKey());
    if (!queue.arguments().isEmpty()) {
      arguments.put("queue_arguments", queue.arguments());
    }
    return broadcast("add_consumer", arguments);
  }

  /** Makes workers consume a queue no longer. */
  public List<NodeReply> cancelConsumer(String queue) {
    return broadcast("cancel_consumer", Map.of("queue", queue));
  }

  /** Makes workers send events of tasks. */
  public List<NodeReply> enableEvents() {
    return broadcast("enable_events", Map.of());
  }

  /** Makes workers send events of tasks no longer, unless they were started so. */
  public List<NodeReply> disableEvents() {
    return broadcast("disable_events", Map.of());
  }

  /** Makes pools larger by so many slots. */
  public List<NodeReply> poolGrow(int slots) {
    return broadcast("pool_grow", Map.of("n", slots));
  }

  /** Makes pools smaller by so many slots. */
  public List<NodeReply> poolShrink(int slots) {
    return broadcast("pool_shrink", Map.of("n", slots));
  }

  /** Makes workers replace their pool's threads or processes, where their settings allow that. */
  public List<NodeReply> poolRestart() {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    arguments.put("modules", null);
    arguments.put("reload", false);
    arguments.put("reloader", null);
    return broadcast("pool_restart", arguments);
  }

  /** Sets the bounds of pools that scale by themselves. */
  public List<NodeReply> autoscale(int max, int min) {
    return broadcast("autoscale", Map.of("max", max, "min", min));
  }

  /** Makes workers send a heartbeat event now. Does not wait for answers. */
  public void heartbeat() {
    cast("heartbeat", Map.of());
  }

  /** Ends workers warm: they finish what runs. They do not answer. */
  public void shutdown() {
    cast("shutdown", Map.of());
  }
}
