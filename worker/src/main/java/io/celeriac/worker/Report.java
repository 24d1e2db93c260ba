package io.celeriac.worker;

/** What a child process tells its worker. */
sealed interface Report {

  /** The frame that carries it. */
  byte[] encode();

  /** The child with this number is there and has nothing to do. */
  record Ready(int number) implements Report {
    @Override
    public byte[] encode() {
      return FrameContent.of("ready").with("number", number).encode();
    }
  }

  /** A task is about to start; from here on the child's death is the task's. */
  record Accepted(long job) implements Report {
    @Override
    public byte[] encode() {
      return FrameContent.of("accepted").with("job", job).encode();
    }
  }

  /**
   * A task has ended, and its outcome is recorded.
   *
   * @param residentKib the child's resident memory; 0 when nobody asked
   */
  record Ended(long job, Outcome outcome, long residentKib) implements Report {
    @Override
    public byte[] encode() {
      return FrameContent.of("ended")
          .with("job", job)
          .with("outcome", OutcomeSummary.toWire(outcome))
          .with("resident", residentKib)
          .encode();
    }
  }

  /** A task could not be started; nothing is recorded. */
  record Refused(long job, String reason) implements Report {
    @Override
    public byte[] encode() {
      return FrameContent.of("refused").with("job", job).with("reason", reason).encode();
    }
  }

  /**
   * Reads a report.
   *
   * @throws FrameException when it is none
   */
  static Report decode(byte[] frame) throws FrameException {
    FrameContent content = FrameContent.decode(frame);
    return switch (content.kind()) {
      case "ready" -> new Ready((int) content.number("number"));
      case "accepted" -> new Accepted(content.number("job"));
      case "ended" ->
          new Ended(
              content.number("job"),
              OutcomeSummary.fromWire(content.value("outcome")),
              content.number("resident"));
      case "refused" -> new Refused(content.number("job"), content.text("reason"));
      default -> throw new FrameException("There is no report '" + content.kind() + "'");
    };
  }
}
