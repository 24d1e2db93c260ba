package io.celeriac.spi;

import io.celeriac.Celery;
import io.celeriac.EventListener;
import io.celeriac.EventReceiver;
import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskInterceptor;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.protocol.TaskMessageCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an app hands to its worker. */
public interface WorkerEnvironment {

  Celery app();

  Settings settings();

  Clock clock();

  /** The clock that the app's events and commands are ordered by. */
  LamportClock lamport();

  /** The places and the form of remote control's messages. */
  Pidbox pidbox();

  /**
   * What sends a node's events; closed by who asks for it.
   *
   * @param groups the groups of events to send; empty for all
   */
  EventDispatcher eventDispatcher(String hostname, Set<String> groups);

  /**
   * Receives the events of a node and its peers until it is closed.
   *
   * @param node the node that listens; its own events come as well
   * @param routingKey which events, such as {@code worker.#}
   * @param ttl how long an event waits for the node to take it
   */
  EventReceiver receiveEvents(String node, String routingKey, Duration ttl, EventListener listener);

  /** Every registered task. */
  Collection<TaskDefinition<?>> tasks();

  /** Celery's own tasks. */
  Collection<TaskDefinition<?>> builtinTasks();

  /** The task of a name or alias. */
  Optional<TaskDefinition<?>> task(String name);

  Transport transport();

  ResultBackend resultBackend();

  /** Whether results are stored anywhere at all. */
  boolean hasResultBackend();

  TaskMessageCodec codec();

  AcceptContent acceptContent();

  ValueConverter converter();

  List<TaskInterceptor> interceptors();

  /** The queue of a name as the app's settings describe it, created when it is missing there. */
  Queue queue(String name);

  /** The names of the app's queues: {@code task_queues}, or the default queue. */
  List<String> queueNames();

  /** What carries workflows on when one of their tasks has ended. */
  Workflows workflows();

  /** Where messages go that cannot be handled. */
  DeadLetterExchange deadLetters();

  /**
   * Publishes a task message that is complete already, such as a retry, to where it came from, with
   * the retries of {@code task_publish_retry_policy}; returns when the broker has it.
   */
  void republish(
      TaskMessage message,
      MessageProperties properties,
      String exchange,
      String routingKey,
      Optional<String> queue);
}
