package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.MessageLimits;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.SettingsScope;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds an app. Each method says one thing and returns the builder. Not thread-safe. */
public final class CeleryBuilder {

  private final String name;
  private Settings settings = Settings.defaults();
  private Settings overriding = Settings.defaults();
  private final List<TaskDefinition<?>> tasks = new ArrayList<>();
  private final List<Queue> queues = new ArrayList<>();
  private final List<Router> routers = new ArrayList<>();
  private final List<TaskInterceptor> interceptors = new ArrayList<>();
  private final List<RemoteCommand> commands = new ArrayList<>();
  private final List<BeatEntry> periodicTasks = new ArrayList<>();
  private final Map<String, Function<TaskFailedException, ? extends RuntimeException>> failures =
      new LinkedHashMap<>();
  private Clock clock = Clock.systemUTC();
  private String origin = "gen" + ProcessHandle.current().pid() + "@" + Hosts.name();
  private Optional<Transport> transport = Optional.empty();
  private Optional<ResultBackend> backend = Optional.empty();
  private Supplier<String> ids = () -> UUID.randomUUID().toString();

  CeleryBuilder(String name) {
    this.name = name;
  }

  /** The broker's URL, or several for failover: {@code broker_url}. */
  public CeleryBuilder broker(String... urls) {
    return set(Setting.BROKER_URL, List.of(urls));
  }

  /** The result backend's URL: {@code result_backend}. */
  public CeleryBuilder resultBackend(String url) {
    return set(Setting.RESULT_BACKEND, List.of(url.split(";")));
  }

  /**
   * Chooses the profile that loses nothing: {@code celeriac_profile} is {@code safe}. Late acks,
   * tasks given back when their process is lost, tasks that have succeeded not run again, one
   * message reserved for each slot, and results that wait for their backend. What is set otherwise
   * counts before it; docs/guarantees.md tells what is promised.
   */
  public CeleryBuilder safe() {
    return set(Setting.CELERIAC_PROFILE, "safe");
  }

  /** A setting by its constant. */
  public <T> CeleryBuilder set(Setting<T> setting, T value) {
    settings = settings.with(setting, value);
    return this;
  }

  /**
   * A setting by Celery's name.
   *
   * @throws SettingException naming the setting, its value and what would be right
   */
  public CeleryBuilder set(String setting, @Nullable Object value) {
    settings = settings.with(setting, value, "code");
    return this;
  }

  /** Settings that take precedence over those in code: environment, file, command line. */
  public CeleryBuilder overriding(Settings higher) {
    overriding = overriding.overlay(higher);
    return this;
  }

  /** Tasks, such as those of a generated class's {@code of(…)}. */
  public CeleryBuilder tasks(List<TaskDefinition<?>> definitions) {
    tasks.addAll(definitions);
    return this;
  }

  /** Tasks that were defined one by one. */
  public CeleryBuilder tasks(TaskDefinition<?>... definitions) {
    return tasks(List.of(definitions));
  }

  /** A queue of the app, as in {@code task_queues}; may be given several times. */
  public CeleryBuilder queue(Queue queue) {
    queues.add(queue);
    return this;
  }

  /** Sends tasks of a name, or of a glob such as {@code arithmetic.*}, to a queue. */
  public CeleryBuilder route(String pattern, String queue) {
    return route(pattern, SendOptions.NONE.with("queue", queue));
  }

  /** Sends tasks of a name or glob with these options. */
  public CeleryBuilder route(String pattern, SendOptions options) {
    routers.add(Routing.single(pattern, options));
    return this;
  }

  /** Sends tasks whose names begin with what the expression matches, with these options. */
  public CeleryBuilder route(Pattern pattern, SendOptions options) {
    routers.add(Routing.single(pattern, options));
    return this;
  }

  /** A router of the application's own, asked after those given before it. */
  public CeleryBuilder route(Router router) {
    routers.add(router);
    return this;
  }

  /** Something around every task; the first given is the outermost. */
  public CeleryBuilder intercept(TaskInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * What is thrown for failures of a type, in place of a {@link TaskFailedException}, which becomes
   * the cause. This is the only way from a name in a result to a class: nothing else is looked up
   * by what a peer has stored.
   *
   * @param type the exception's module and class as Python names them, such as {@code
   *     builtins.ValueError} or {@code shop.SoldOut}; or the class alone, of whatever module
   * @param exception makes the exception of the module, type and arguments that were stored
   */
  public CeleryBuilder failure(
      String type, Function<TaskFailedException, ? extends RuntimeException> exception) {
    failures.put(type, exception);
    return this;
  }

  /** A command of remote control that the app's workers answer, besides Celery's own. */
  public CeleryBuilder command(RemoteCommand command) {
    commands.add(command);
    return this;
  }

  /**
   * A periodic task, which the app's beat sends; beside those of {@code beat_schedule}, which count
   * where the names are the same.
   */
  public CeleryBuilder periodicTask(String entryName, Schedule schedule, Signature<?> call) {
    periodicTasks.add(new BeatEntry(entryName, schedule, call));
    return this;
  }

  /** The time, for tests. */
  public CeleryBuilder clock(Clock value) {
    this.clock = value;
    return this;
  }

  /** Where ids of tasks come from; random UUIDs by default. */
  public CeleryBuilder ids(Supplier<String> value) {
    this.ids = value;
    return this;
  }

  /** The name of this node in messages, for tests. */
  CeleryBuilder origin(String value) {
    this.origin = value;
    return this;
  }

  /** A transport in place of that of the broker's URL: one of your own, or one for tests. */
  public CeleryBuilder transport(Transport value) {
    this.transport = Optional.of(value);
    return this;
  }

  /** A result backend in place of that of the URL: one of your own, or one for tests. */
  public CeleryBuilder resultBackend(ResultBackend value) {
    this.backend = Optional.of(value);
    return this;
  }

  /**
   * The app. Does no I/O. What {@link SettingsScope} holds, such as the options of the command line
   * that loads it, takes precedence over all that was set here.
   *
   * @throws SettingException when a setting cannot be used
   * @throws MissingModuleException when no module on the class path serves the broker's URL
   * @throws TaskRegistrationException when two tasks answer to one name
   */
  public Celery build() {
    Settings all = SafeProfile.under(settings.overlay(overriding).overlay(SettingsScope.current()));
    TaskRegistry registry = new TaskRegistry(tasks, BuiltinTasks.all(all), TaskAnnotations.of(all));
    QueueTable table = new QueueTable(all, queues);
    List<Router> allRouters = new ArrayList<>(Routing.configured(all));
    allRouters.addAll(0, routers);
    ValueConverter converter = new ValueConversions();
    DecodeLimits limits = MessageLimits.of(all);
    Optional<MessageSecurity> security = MessageSecurity.of(all, clock);
    SignedMessages signatures = SignedMessages.of(all, security, clock);
    Serializers serializers =
        MessageSecurity.withAuth(Serializers.installed().limitedTo(limits), security);
    Compressors compressors = Compressors.installed();
    TaskMessageCodec codec = new TaskMessageCodec(serializers, compressors, limits);
    AtomicReference<Celery> built = new AtomicReference<>();
    boolean eager = transport.isEmpty() && all.get(Setting.TASK_ALWAYS_EAGER);
    Transport opened =
        eager
            ? Providers.worker()
                .eager(() ->
                    Objects.requireNonNull(built.get(), "nothing is sent before it is built")
                        .environment())
            : transport.orElseGet(() -> transport(all));
    String replyTo = UUID.randomUUID().toString();
    Routing routing = new Routing(all, table, allRouters);
    LamportClock lamport = new LamportClock();
    AcceptContent accept = AcceptContent.of(all.get(Setting.ACCEPT_CONTENT), serializers);
    Pidbox pidbox =
        new Pidbox(all, serializers, accept, signatures::signCommand, signatures::refusalOfCommand);
    Control control =
        new Control(
            new ControlMailbox(() -> opened, pidbox, lamport, clock), new RemoteCommands(commands));
    Events events =
        new Events(all, opened, clock, lamport, converter, serializers, control, origin);
    TaskSender sender =
        new TaskSender(
            all,
            clock,
            ids,
            registry,
            routing,
            converter,
            serializers,
            compressors,
            codec,
            signatures,
            opened,
            new QuorumDelays(opened, table, clock),
            new SentEvents(events.own(), all.get(Setting.TASK_SEND_SENT_EVENT)),
            origin,
            replyTo);
    ResultBackend results =
        CachedResults.of(
            backend.orElseGet(() ->
                backend(resultUrls(all, eager), all, serializers, compressors, opened, replyTo)),
            all);
    Draft.Ids freezing =
        new Draft.Ids(ids, replyTo, all.get(Setting.TASK_ALLOW_ERROR_CB_ON_CHORD_HEADER));
    Celery app =
        new Celery(
            new CeleryParts(
                name,
                all,
                clock,
                lamport,
                events,
                registry,
                table,
                converter,
                codec,
                accept,
                opened,
                results,
                sender,
                new CanvasSender(sender, results, converter, routing, freezing),
                new ResultAccess(results, converter, control, new FailureTypes(failures)),
                control,
                pidbox,
                signatures,
                interceptors,
                periodicTasks));
    built.set(app);
    return app;
  }

  private Transport transport(Settings all) {
    if (all.find(Setting.BROKER_READ_URL)
        .or(() -> all.find(Setting.BROKER_WRITE_URL))
        .isPresent()) {
      return new SplitTransport(
          transport(all, Setting.BROKER_READ_URL), transport(all, Setting.BROKER_WRITE_URL));
    }
    return transport(all, Setting.BROKER_URL);
  }

  private Transport transport(Settings all, Setting<List<String>> wanted) {
    Setting<List<String>> setting = all.find(wanted).isPresent() ? wanted : Setting.BROKER_URL;
    List<String> urls = all.find(setting).orElse(List.of("amqp://"));
    return Providers.transport(urls, all.origin(setting), all, name, clock);
  }

  /** Results of eager tasks are for their callers only, unless they are to be stored. */
  private static List<String> resultUrls(Settings all, boolean eager) {
    return eager && !all.get(Setting.TASK_STORE_EAGER_RESULT)
        ? List.of("memory://" + UUID.randomUUID())
        : all.find(Setting.RESULT_BACKEND).orElse(List.of());
  }

  private ResultBackend backend(
      List<String> urls,
      Settings all,
      Serializers serializers,
      Compressors compressors,
      Transport opened,
      String replyTo) {
    if (urls.isEmpty() || urls.getFirst().isEmpty() || urls.getFirst().startsWith("disabled")) {
      return new DisabledResultBackend();
    }
    List<BrokerUrl> parsed = BrokerUrl.parseAllBackends(urls, all.origin(Setting.RESULT_BACKEND));
    return Providers.resultBackend(parsed.getFirst())
        .open(
            new ResultBackendConfig(
                parsed,
                all,
                new ResultDocuments(all, serializers, compressors),
                clock,
                () -> opened,
                replyTo));
  }
}
