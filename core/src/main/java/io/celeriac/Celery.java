package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerFact;
import io.celeriac.spi.Completed;
import io.celeriac.spi.DeadLetterExchange;
import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.ListType;
import io.celeriac.spi.MessageVerifier;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import io.celeriac.spi.WorkerEnvironment;
import io.celeriac.spi.Workflows;
import java.lang.reflect.Type;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An application: its tasks, its broker and its settings. Sends calls, and makes workers. Built
 * with {@link #named}; several may live in one JVM. Thread-safe; connects on first use.
 */
public final class Celery implements AutoCloseable {

  private final CeleryParts parts;
  private final WorkflowProgress workflows;
  private final DeadLetterQueue deadLetterQueue;

  Celery(CeleryParts parts) {
    this.parts = parts;
    this.workflows = new WorkflowProgress(this, parts);
    this.deadLetterQueue = new DeadLetterQueue(parts.settings(), parts.transport(), parts.clock());
  }

  CeleryParts parts() {
    return parts;
  }

  WorkflowProgress workflows() {
    return workflows;
  }

  /** Starts building an app. */
  public static CeleryBuilder named(String name) {
    return new CeleryBuilder(name);
  }

  /** The app's name. */
  public String name() {
    return parts.name();
  }

  public Settings settings() {
    return parts.settings();
  }

  /** The registered tasks, in the order of registration. */
  public Collection<TaskDefinition<?>> tasks() {
    return parts.tasks().all();
  }

  /** The broker's address, the password masked. */
  public String brokerUrl() {
    return parts.transport().displayUrl();
  }

  /** The result backend's address, the password masked. */
  public String resultBackendUrl() {
    return parts.backend().displayUrl();
  }

  /**
   * Sends a call, or starts a workflow, and returns when the broker has it.
   *
   * @throws BrokerException when the broker could not be reached within the retries of {@code
   *     task_publish_retry_policy}, or declined the message
   * @throws RoutingException when no queue is found for it
   * @throws io.celeriac.protocol.EncodeException when an argument cannot travel
   * @throws UnsupportedOperationException for a chord when the result backend can join none
   */
  public <R> AsyncResult<R> send(Signature<R> signature) {
    return Completed.join(sent(signature));
  }

  /** Sends the calls of a group, pipelined, and returns when the broker has all of them. */
  public <R> GroupResult<R> send(Group<R> group) {
    AsyncResult<List<R>> result = send(group.signature());
    if (result instanceof GroupResult<?> all) {
      @SuppressWarnings("unchecked") // a group of calls that result in R
      GroupResult<R> typed = (GroupResult<R>) all;
      return typed;
    }
    throw new IllegalStateException("a group results in a group of results");
  }

  /**
   * Sends a call, or starts a workflow. The stage completes when the broker has it, on a virtual
   * thread, so that what follows may wait; what is wrong with the call itself is thrown at once.
   */
  public <R> CompletionStage<AsyncResult<R>> sendAsync(Signature<R> signature) {
    return this.<R>sent(signature).thenApplyAsync(result -> result, Callbacks.VIRTUAL);
  }

  private <R> CompletableFuture<AsyncResult<R>> sent(Signature<R> signature) {
    Outbox outbox = parts.canvas().outbox();
    AsyncResult<R> result = apply(signature, outbox);
    return outbox.flush().thenApply(published -> result);
  }

  private <R> AsyncResult<R> apply(Signature<R> signature, Outbox outbox) {
    Draft draft = Drafts.of(signature, parts.canvas().ids().headerErrbacks());
    ResultNode node = parts.canvas().apply(draft, List.of(), Map.of(), outbox);
    boolean ignored =
        node.ignored() || Boolean.TRUE.equals(signature.options().values().get("ignore_result"));
    if (!ignored && !parts.backend().isPersistent() && TaskScope.current().isEmpty()) {
      watch(node);
    }
    @SuppressWarnings("unchecked") // the signature's own type
    AsyncResult<R> result = (AsyncResult<R>) parts.results().of(node, ignored);
    return result;
  }

  /** Where results are only sent once, all of a workflow must be awaited from the beginning. */
  private void watch(@Nullable ResultNode node) {
    for (ResultNode each = node; each != null; each = each.parent()) {
      if (each.members() == null) {
        parts.backend().watch(each.id());
      } else {
        each.members().forEach(this::watch);
      }
    }
  }

  /**
   * Sends many calls in one go, pipelined, and returns when the broker has all. They have nothing
   * to do with each other, other than the members of a {@link Canvas#group}.
   *
   * @throws BrokerException when one could not be sent; those before and after it may have been
   */
  public <R> List<AsyncResult<R>> sendAll(Collection<Signature<R>> signatures) {
    Outbox outbox = parts.canvas().outbox();
    List<AsyncResult<R>> results = new ArrayList<>(signatures.size());
    signatures.forEach(signature -> results.add(apply(signature, outbox)));
    Completed.join(outbox.flush());
    return results;
  }

  /** The result of a call by its id, wherever it was sent from. */
  public <R> AsyncResult<R> result(String id, Class<R> type) {
    return result(id, (Type) type);
  }

  /** The result of a call by its id, of a generic type. */
  public <R> AsyncResult<R> result(String id, TypeRef<R> type) {
    return result(id, type.type());
  }

  private <R> AsyncResult<R> result(String id, Type type) {
    return new AsyncResult<>(id, type, parts.results(), null, false);
  }

  /**
   * The results of a group that was saved, by its id.
   *
   * @param type the type of each member's result
   */
  @SuppressWarnings("unchecked") // the caller says what the members result in
  public <R> Optional<GroupResult<R>> restoreGroup(String id, Class<R> type) {
    return parts
        .backend()
        .findGroup(id)
        .map(tuple -> (GroupResult<R>) parts.results().of(tuple, new ListType(type)));
  }

  /** What the workers and tasks of the cluster do. */
  public Events events() {
    return parts.events();
  }

  /**
   * Deletes from the result backend what has expired; what the task celery.backend_cleanup does.
   */
  public void cleanUpResults() {
    parts.backend().cleanup();
  }

  WorkerEnvironment environment() {
    return new Environment();
  }

  /**
   * How many messages the broker keeps for later, since their ETA is further away than {@code
   * celeriac_eta_horizon}, and has not put back into their queues yet. RabbitMQ keeps those of all
   * queues of a virtual host together, and tells their number for each.
   *
   * @param queues the names of the queues; the app's when none is named
   * @return the queues with their numbers, those left out of which the broker does not tell
   */
  public Map<String, Long> parked(String... queues) {
    List<String> names = queues.length == 0 ? parts.queues().names() : List.of(queues);
    Map<String, Long> parked = new LinkedHashMap<>();
    names.forEach(name ->
        parts
            .transport()
            .producer()
            .parked(parts.queues().get(name))
            .ifPresent(count -> parked.put(name, count)));
    return parked;
  }

  /**
   * Deletes the messages that wait in queues, and on Redis those that are {@link #parked}; those
   * that workers hold are not among them.
   *
   * @param queues the names of the queues; the app's when none is named
   * @return how many there were
   */
  public long purge(String... queues) {
    List<String> names = queues.length == 0 ? parts.queues().names() : List.of(queues);
    return names.stream()
        .mapToLong(name -> parts.transport().producer().purge(parts.queues().get(name)))
        .sum();
  }

  /**
   * Prepares to bring task messages from one broker to another. Does no I/O yet.
   *
   * @param source the URL of the broker that has them
   * @param destination the URL of the broker that is to have them
   * @param listener hears of each message that has arrived there
   * @throws SettingException when one of the URLs cannot be used
   */
  public Migration migration(
      String source, String destination, Migration.Options options, Migration.Listener listener) {
    return new Migration(parts, transport(source), transport(destination), options, listener);
  }

  private Transport transport(String url) {
    return Providers.transport(List.of(url), "migration", parts.settings(), name(), parts.clock());
  }

  /**
   * Which queues are bound to which exchanges on the broker: those of this app, which are declared
   * first, and all others.
   *
   * @throws BrokerException when the broker cannot be asked, such as a RabbitMQ without its
   *     management plugin
   */
  public List<Binding> bindings() {
    queueNames().forEach(queue -> parts.transport().producer().declare(parts.queues().get(queue)));
    return parts.transport().bindings().stream().sorted().toList();
  }

  /**
   * What the broker says of itself that decides whether it can lose a message of the app's queues.
   * Changes nothing there.
   *
   * @throws BrokerException when the broker cannot be asked
   */
  public List<BrokerFact> durability() {
    return parts.transport().durability(queues());
  }

  /** The app's queues: {@code task_queues}, or the default queue. */
  public List<Queue> queues() {
    return queueNames().stream().map(parts.queues()::get).toList();
  }

  /** The names of the app's queues: {@code task_queues}, or the default queue. */
  public List<String> queueNames() {
    return parts.queues().names();
  }

  /** The messages that no worker could handle. */
  public DeadLetters deadLetters() {
    return new DeadLetters(parts, deadLetterQueue);
  }

  /** Commands to the workers of the cluster, and questions to them. */
  public Control control() {
    return parts.control();
  }

  /** Starts describing a worker of this app. */
  public WorkerBuilder worker() {
    return new WorkerBuilder(environment());
  }

  /** Starts describing a beat, which sends this app's periodic tasks. */
  public BeatBuilder beat() {
    return new BeatBuilder(new AppBeatEnvironment(this));
  }

  /** Closes the connections. Workers are closed by themselves, before. */
  @Override
  public void close() {
    parts.events().own().close();
    parts.backend().close(); // before the broker, as some backends read from it
    parts.transport().close();
  }

  private final class Environment implements WorkerEnvironment {
    @Override
    public Celery app() {
      return Celery.this;
    }

    @Override
    public Settings settings() {
      return parts.settings();
    }

    @Override
    public Clock clock() {
      return parts.clock();
    }

    @Override
    public LamportClock lamport() {
      return parts.lamport();
    }

    @Override
    public Pidbox pidbox() {
      return parts.pidbox();
    }

    @Override
    public EventDispatcher eventDispatcher(String hostname, Set<String> groups) {
      return parts.events().dispatcher(hostname, groups);
    }

    @Override
    public EventReceiver receiveEvents(
        String node, String routingKey, Duration ttl, EventListener listener) {
      return parts.events().receive(node, routingKey, ttl, listener);
    }

    @Override
    public Collection<TaskDefinition<?>> tasks() {
      return parts.tasks().all();
    }

    @Override
    public Collection<TaskDefinition<?>> builtinTasks() {
      return parts.tasks().builtin();
    }

    @Override
    public Optional<TaskDefinition<?>> task(String name) {
      return parts.tasks().find(name);
    }

    @Override
    public Transport transport() {
      return parts.transport();
    }

    @Override
    public ResultBackend resultBackend() {
      return parts.backend();
    }

    @Override
    public boolean hasResultBackend() {
      return !(parts.backend() instanceof DisabledResultBackend);
    }

    @Override
    public TaskMessageCodec codec() {
      return parts.codec();
    }

    @Override
    public AcceptContent acceptContent() {
      return parts.accept();
    }

    @Override
    public MessageVerifier verifier() {
      return parts.signatures();
    }

    @Override
    public ValueConverter converter() {
      return parts.converter();
    }

    @Override
    public List<TaskInterceptor> interceptors() {
      return parts.interceptors();
    }

    @Override
    public Queue queue(String name) {
      return parts.queues().get(name);
    }

    @Override
    public List<String> queueNames() {
      return parts.queues().names();
    }

    @Override
    public Workflows workflows() {
      return workflows;
    }

    @Override
    public DeadLetterExchange deadLetters() {
      return deadLetterQueue;
    }

    @Override
    public void republish(
        TaskMessage message,
        MessageProperties properties,
        String exchange,
        String routingKey,
        Optional<String> queue) {
      Completed.join(
          parts
              .sender()
              .publish(
                  parts
                      .sender()
                      .complete(
                          message,
                          properties,
                          exchange,
                          routingKey,
                          queue.map(parts.queues()::get))));
    }
  }
}
