package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import org.jspecify.annotations.Nullable;

/** Says what ended a connection or a channel, or why the broker refused something over them. */
final class SessionProblems {
  private static final int NOT_IMPLEMENTED = 540;

  private final String url;

  SessionProblems(String url) {
    this.url = url;
  }

  /** The end of a connection, or of the channel that a session lives on. */
  BrokerException lost(ShutdownSignalException e) {
    String words = words(e);
    if (words == null) {
      return new BrokerException(
          Problem.CONNECTION_LOST,
          "The connection to RabbitMQ at %s was lost: %s".formatted(url, technical(e)),
          e);
    }
    String what = e.isHardError() ? "connection" : "channel";
    return new BrokerException(
        Problem.CONNECTION_LOST,
        "RabbitMQ at %s closed the %s: %s%s".formatted(url, what, words, advice(words)),
        e);
  }

  private static String advice(String words) {
    if (words.contains("delivery acknowledgement on channel")) {
      return " (its consumer_timeout is shorter than a task ran, or waited for its ETA;"
          + " raise consumer_timeout, or acknowledge early)";
    }
    return "";
  }

  private static String technical(ShutdownSignalException e) {
    if (Causes.find(e, MissedHeartbeatException.class) != null) {
      return "no sign of life for two heartbeats (broker_heartbeat)";
    }
    Throwable root = Causes.root(e);
    String message = root.getMessage();
    return root instanceof java.io.EOFException
        ? "the peer closed it"
        : message == null ? root.getClass().getSimpleName() : message;
  }

  /**
   * The failure of a request.
   *
   * @param what what was asked for, such as "declare queue 'celery'"
   */
  BrokerException refused(String what, Exception e) {
    if (Causes.find(e, ChannelContinuationTimeoutException.class) != null) {
      return new BrokerException(
          Problem.TIMEOUT,
          "RabbitMQ at %s did not answer in time when asked to %s".formatted(url, what),
          e);
    }
    ShutdownSignalException closed = Causes.find(e, ShutdownSignalException.class);
    if (closed == null) {
      return new BrokerException(
          Problem.CONNECTION_LOST,
          "The connection to RabbitMQ at %s broke when it was asked to %s: %s"
              .formatted(url, what, e.getMessage()),
          e);
    }
    String words = words(closed);
    boolean refusal = words != null && (!closed.isHardError() || code(closed) == NOT_IMPLEMENTED);
    if (!refusal) {
      return lost(closed);
    }
    return new BrokerException(
        Problem.REFUSED,
        "RabbitMQ at %s refused to %s: %s%s".formatted(url, what, words, remedy(code(closed))),
        e);
  }

  private static String remedy(int code) {
    return switch (code) {
      case AMQP.PRECONDITION_FAILED ->
          ". What is there was made with other properties; configure the same ones here, or delete"
              + " it (rabbitmqctl delete_queue) so that it is made anew";
      case AMQP.NOT_FOUND -> ". It has to be declared first";
      case AMQP.ACCESS_REFUSED ->
          ". The user needs the permission: rabbitmqctl set_permissions -p VHOST USER"
              + " CONFIGURE WRITE READ";
      case AMQP.RESOURCE_LOCKED ->
          ". Another connection has it exclusively; two workers of one node name do that";
      default -> "";
    };
  }

  /** The broker's own words when it closed the channel or connection; null when it did not. */
  static @Nullable String words(ShutdownSignalException e) {
    return switch (e.getReason()) {
      case AMQP.Channel.Close close -> close.getReplyText();
      case AMQP.Connection.Close close when !e.isInitiatedByApplication() -> close.getReplyText();
      case null, default -> null;
    };
  }

  /** The reply code that goes with the broker's words, or 0. */
  static int code(ShutdownSignalException e) {
    return switch (e.getReason()) {
      case AMQP.Channel.Close close -> close.getReplyCode();
      case AMQP.Connection.Close close -> close.getReplyCode();
      case null, default -> 0;
    };
  }
}
