package io.celeriac;

import io.celeriac.BrokerException.Problem;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Completed;
import io.celeriac.spi.Printable;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results as messages to whoever sent the task, through the app's own broker: {@code rpc://}. A
 * worker sends each state to the queue that the task's message names; the client reads its queue on
 * one connection for all results, and keeps those it watches in memory. Nobody else can ask for
 * them.
 */
final class RpcResultBackend implements ResultBackend {
  private static final Logger log = LoggerFactory.getLogger(RpcResultBackend.class);

  /** Celery's own for replies, whatever {@code task_publish_retry_policy} says. */
  private static final PublishRetry REPLY_RETRY =
      new PublishRetry(20, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final Supplier<Transport> transport;
  private final Queue queue;
  private final RpcMessages messages;
  private final PublishRetry declareRetry;
  private final RpcReplies replies;
  private final RpcReader reader;

  RpcResultBackend(
      Supplier<Transport> transport, Queue queue, RpcMessages messages, PublishRetry declareRetry) {
    this.transport = transport;
    this.queue = queue;
    this.messages = messages;
    this.declareRetry = declareRetry;
    this.replies = new RpcReplies(Runtime.getRuntime().maxMemory() / 8);
    this.reader = new RpcReader(transport, queue, this::arrived, this::unreadable);
  }

  @Override
  public String displayUrl() {
    return "rpc://";
  }

  /** Nobody is known who awaits it: nothing is sent. */
  @Override
  public void store(ResultDocument document) {}

  @Override
  public void store(ResultDocument document, ReplyAddress reply) {
    if (reply.replyTo().isEmpty()) {
      return;
    }
    try {
      REPLY_RETRY
          .run(() -> transport.get().producer().publish(messages.encode(document, reply)))
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof BrokerException broker) {
        undelivered(document, reply, broker);
      } else if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      } else {
        throw e;
      }
    }
  }

  private static void undelivered(
      ResultDocument document, ReplyAddress reply, BrokerException cause) {
    if (cause.problem() == Problem.UNROUTABLE) {
      log.debug(
          "Nobody awaits the {} of task {} any more: queue {} is gone",
          document.status(),
          document.taskId(),
          reply.replyTo());
      return;
    }
    throw new ResultBackendException(
        "Could not send the %s of task %s to queue '%s': %s"
            .formatted(document.status(), document.taskId(), reply.replyTo(), cause.getMessage()),
        cause);
  }

  /** What has arrived for a result that is watched; nothing is known of all others. */
  @Override
  public Optional<ResultDocument> find(String taskId) {
    return replies.find(taskId);
  }

  @Override
  public void forget(String taskId) {
    replies.unwatch(taskId);
  }

  @Override
  public void saveGroup(ResultTuple group) {
    throw groupsUnsupported(group.id());
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    throw groupsUnsupported(groupId);
  }

  @Override
  public void forgetGroup(String groupId) {
    throw groupsUnsupported(groupId);
  }

  private static UnsupportedOperationException groupsUnsupported(String groupId) {
    return new UnsupportedOperationException(
        "rpc:// keeps no groups, so group %s can be neither saved nor found; keep its results at"
                .formatted(groupId)
            + " hand, or set result_backend to a store, such as redis://localhost/0");
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Refused(
        "A chord needs a result backend that all workers can read, and rpc:// sends each result to"
            + " one client only; set result_backend to a store, such as redis://localhost/0 (a"
            + " group followed by a task is a chord too)");
  }

  @Override
  public boolean isPersistent() {
    return false;
  }

  /**
   * Declares the queue that the result comes to, so that it is there before the task is sent.
   *
   * @throws BrokerException when the broker could not be reached within the retries of {@code
   *     task_publish_retry_policy}
   */
  @Override
  public void watch(String taskId) {
    replies.watch(taskId);
    reader.start();
    if (!reader.isReading()) {
      declare();
    }
  }

  private void declare() {
    Completed.join(
        declareRetry.run(() -> {
          transport.get().producer().declare(queue);
          return CompletableFuture.completedFuture(null);
        }));
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    CompletableFuture<ResultDocument> ready = replies.ready(taskId);
    if (!ready.isDone()) {
      reader.start();
    }
    return ready;
  }

  @Override
  public void unwatch(String taskId) {
    replies.unwatch(taskId);
  }

  @Override
  public void close() {
    reader.close();
    replies.close(new ResultBackendException("The result backend rpc:// was closed"));
  }

  private void arrived(Message message) {
    try {
      replies.arrived(messages.decode(message), message.body().length);
    } catch (RuntimeException e) { // whatever it holds, the next ones must be read

      String id = message.properties().correlationId();
      log.warn(
          "The result of task {} cannot be read: {}",
          Printable.word(String.valueOf(id)),
          Printable.line(String.valueOf(e.getMessage())));
      if (id != null) {
        replies.fail(id, e);
      }
    }
  }

  private void unreadable(BrokerException cause) {
    replies.failAll(
        new ResultBackendException("No results can be received: " + cause.getMessage(), cause));
  }
}
