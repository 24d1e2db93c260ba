package io.celeriac.testing;

import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a test of a result backend works with: the client's backend, that of a worker in another
 * process, and task ids that no other test has. Everything made here is closed after the test.
 */
public final class ResultFixture {
  private final Function<ResultCodec, ResultBackend> opener;
  private final ConcurrentLinkedDeque<ResultBackend> opened = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ResultBackend client;
  private final ResultBackend worker;

  ResultFixture(Function<ResultCodec, ResultBackend> opener) {
    this.opener = opener;
    this.client = openAnother();
    this.worker = openAnother();
  }

  /** The backend of whoever waits for results. */
  public ResultBackend client() {
    return client;
  }

  /** The backend of whoever stores them. */
  public ResultBackend worker() {
    return worker;
  }

  /** A further backend on the same store, as another process would have it. */
  public ResultBackend openAnother() {
    ResultBackend another = opener.apply(new JsonResultCodec());
    opened.push(another);
    return another;
  }

  /** A task id that no other test has. */
  public static String newId() {
    return UUID.randomUUID().toString();
  }

  /** A document with nothing but a state and a result. */
  public static ResultDocument document(String id, String status, @Nullable Object result) {
    return new ResultDocument(id, status, result, null, null, null, null, null, Map.of());
  }

  /** The document of a task that has returned a value. */
  public static ResultDocument success(String id, @Nullable Object result) {
    return document(id, "SUCCESS", result);
  }

  /** The document of a task that has raised an exception. */
  public static ResultDocument failure(String id, String message) {
    return document(
        id,
        "FAILURE",
        Map.of(
            "exc_type", "ValueError",
            "exc_message", List.of(message),
            "exc_module", "builtins"));
  }

  /** Runs something on a virtual thread. */
  public <T> Future<T> inBackground(Callable<T> work) {
    return threads.submit(work);
  }

  /** Waits for a result, which must come. */
  public static <T> T await(Future<T> future) {
    try {
      return future.get(TransportFixture.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("It ended with " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("It did not end in " + TransportFixture.PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  void close() {
    opened.forEach(ResultBackend::close);
    threads.shutdownNow();
  }
}
