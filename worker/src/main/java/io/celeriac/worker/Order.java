package io.celeriac.worker;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.DeliveryInfo;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What a worker tells a child process to do. */
sealed interface Order {

  /** The frame that carries it. */
  byte[] encode();

  /**
   * Run a task.
   *
   * @param job the number of the run
   * @param message the task's message as it was received
   * @param info where it came from
   * @param hostname the worker's node name
   * @param softTimeLimit the soft limit, as the worker counts it
   * @param timeLimit the hard limit, as the worker counts it
   * @param acknowledged whether the message has been acknowledged already
   */
  record Run(
      long job,
      Message message,
      DeliveryInfo info,
      String hostname,
      Optional<Duration> softTimeLimit,
      Optional<Duration> timeLimit,
      boolean acknowledged)
      implements Order {

    static Run of(long job, Execution execution) {
      return new Run(
          job,
          execution.delivery().message(),
          execution.request().deliveryInfo(),
          execution.request().hostname(),
          execution.policy().softTimeLimit(),
          execution.policy().timeLimit(),
          execution.acknowledged());
    }

    @Override
    public byte[] encode() {
      MessageProperties properties = message.properties();
      return FrameContent.of("run", message.body())
          .with("job", job)
          .with("type", message.contentType())
          .with("encoding", message.contentEncoding())
          .with("headers", message.headers())
          .with("correlation_id", properties.correlationId())
          .with("reply_to", properties.replyTo())
          .with("priority", properties.priority())
          .with("delivery_mode", properties.deliveryMode())
          .with("expiration", properties.expiration())
          .with("others", properties.others())
          .with("exchange", info.exchange())
          .with("routing_key", info.routingKey())
          .with("queue", info.queue())
          .with("redelivered", info.redelivered())
          .with("hostname", hostname)
          .with("soft", softTimeLimit.map(Duration::toNanos).orElse(null))
          .with("hard", timeLimit.map(Duration::toNanos).orElse(null))
          .with("acknowledged", acknowledged)
          .encode();
    }

    private static Run decode(FrameContent from) throws FrameException {
      MessageProperties properties =
          new MessageProperties(
              from.textOrNull("correlation_id"),
              from.textOrNull("reply_to"),
              from.value("priority") == null ? null : Math.toIntExact(from.number("priority")),
              Math.toIntExact(from.number("delivery_mode")),
              from.textOrNull("expiration"),
              from.map("others"));
      return new Run(
          from.number("job"),
          new Message(
              from.body(),
              from.textOrNull("type"),
              from.textOrNull("encoding"),
              from.map("headers"),
              properties),
          new DeliveryInfo(
              from.text("exchange"),
              from.text("routing_key"),
              from.text("queue"),
              from.flag("redelivered")),
          from.text("hostname"),
          limit(from, "soft"),
          limit(from, "hard"),
          from.flag("acknowledged"));
    }

    private static Optional<Duration> limit(FrameContent from, String name) throws FrameException {
      return from.value(name) == null
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(from.number(name)));
    }
  }

  /** Interrupt a task, if it still runs. */
  record Interrupt(long job, Execution.Interruption reason) implements Order {
    @Override
    public byte[] encode() {
      return FrameContent.of("interrupt")
          .with("job", job)
          .with("reason", reason.name().toLowerCase(Locale.ROOT))
          .encode();
    }
  }

  /** End the process when no task runs any more. */
  record Stop() implements Order {
    @Override
    public byte[] encode() {
      return FrameContent.of("stop").encode();
    }
  }

  /**
   * Reads an order.
   *
   * @throws FrameException when it is none
   */
  static Order decode(byte[] frame) throws FrameException {
    FrameContent content = FrameContent.decode(frame);
    try {
      return switch (content.kind()) {
        case "run" -> Run.decode(content);
        case "interrupt" ->
            new Interrupt(
                content.number("job"),
                Execution.Interruption.valueOf(content.text("reason").toUpperCase(Locale.ROOT)));
        case "stop" -> new Stop();
        default -> throw new FrameException("There is no order '" + content.kind() + "'");
      };
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new FrameException("An order cannot be read: " + e.getMessage(), e);
    }
  }
}
