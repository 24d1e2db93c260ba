package io.celeriac.amqp;

/** The header of a message is not what AMQP says; the message tells what is wrong with it. */
final class MalformedHeaderException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedHeaderException(String message) {
    super(message);
  }

  MalformedHeaderException(String message, Throwable cause) {
    super(message, cause);
  }
}
