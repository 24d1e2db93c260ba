package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.RunningTask;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import io.celeriac.spi.WorkerEnvironment;
import java.lang.reflect.Type;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * An application: its tasks, its broker and its settings. Sends calls, and makes workers. Built
 * with {@link #named}; several may live in one JVM. Thread-safe; connects on first use.
 */
public final class Celery implements AutoCloseable {

  private final CeleryParts parts;

  Celery(CeleryParts parts) {
    this.parts = parts;
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
   * Sends a call, and returns when the broker has it.
   *
   * @throws BrokerException when the broker could not be reached within the retries of {@code
   *     task_publish_retry_policy}, or declined the message
   * @throws RoutingException when no queue is found for it
   * @throws io.celeriac.protocol.EncodeException when an argument cannot travel
   */
  public <R> AsyncResult<R> send(Signature<R> signature) {
    return join(sendAsync(signature).toCompletableFuture());
  }

  /**
   * Sends a call. The stage completes when the broker has it; what is wrong with the call itself is
   * thrown at once.
   */
  public <R> CompletionStage<AsyncResult<R>> sendAsync(Signature<R> signature) {
    TaskSender.Prepared prepared = parts.sender().prepare(signature);
    AsyncResult<R> result = track(signature, prepared.taskId());
    return parts
        .sender()
        .publish(prepared.publication(), prepared.queue())
        .thenApply(published -> result);
  }

  /**
   * Sends many calls in one go, pipelined, and returns when the broker has all.
   *
   * @throws BrokerException when one could not be sent; those before and after it may have been
   */
  public <R> List<AsyncResult<R>> sendAll(Collection<Signature<R>> signatures) {
    List<TaskSender.Prepared> all = new ArrayList<>(signatures.size());
    List<AsyncResult<R>> results = new ArrayList<>(signatures.size());
    for (Signature<R> signature : signatures) {
      TaskSender.Prepared prepared = parts.sender().prepare(signature);
      all.add(prepared);
      results.add(track(signature, prepared.taskId()));
    }
    join(CompletableFuture.allOf(parts.sender().publishAll(all).toArray(CompletableFuture[]::new)));
    return results;
  }

  /** Watches for the result before the call goes out, unless it is sent inside a task. */
  private <R> AsyncResult<R> track(Signature<R> signature, String id) {
    Optional<RunningTask> parent = TaskScope.current();
    parent.ifPresent(task -> task.sent(id));
    boolean ignored =
        signature
            .options()
            .truth("ignore_result")
            .or(() -> signature.taskOptions().flatMap(TaskOptions::ignoreResult))
            .orElse(false);
    if (parent.isEmpty() && !ignored) {
      parts.backend().watch(id);
    }
    return result(id, signature.resultType());
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** The result of a call by its id, wherever it was sent from. */
  public <R> AsyncResult<R> result(String id, Class<R> type) {
    return result(id, (Type) type);
  }

  private <R> AsyncResult<R> result(String id, Type type) {
    return new AsyncResult<>(id, type, parts.backend(), parts.converter());
  }

  /** Starts describing a worker of this app. */
  public WorkerBuilder worker() {
    return new WorkerBuilder(new Environment());
  }

  /** Closes the connections. Workers are closed by themselves, before. */
  @Override
  public void close() {
    parts.backend().close(); // first, as some backends read from the broker
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
    public Collection<TaskDefinition<?>> tasks() {
      return parts.tasks().all();
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
    public void send(Signature<?> signature) {
      Celery.this.send(signature);
    }

    @Override
    public void republish(
        TaskMessage message,
        MessageProperties properties,
        String exchange,
        String routingKey,
        Optional<String> queue) {
      join(
          parts
              .sender()
              .publish(
                  parts.sender().encode(message, properties, exchange, routingKey),
                  queue.map(parts.queues()::get)));
    }
  }
}
