package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.protocol.MessageProperties;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the publish for which RabbitMQ has closed the channel, by what its words are about, so that
 * this one fails with them, and the others as what they are: cut off.
 *
 * @param outgoing the publish
 * @param failure how it fails
 */
record Culprit(Outgoing outgoing, BrokerException failure) {
  private static final Pattern EXCHANGE = Pattern.compile("exchange '([^']*)'");
  private static final Pattern SIZE = Pattern.compile("message size (\\d+)");
  private static final Pattern EXPIRATION = Pattern.compile("invalid expiration '([^']*)'");

  /** The culprit among the unconfirmed publishes, or null when none stands out. */
  static @Nullable Culprit find(ShutdownSignalException e, Unconfirmed unconfirmed) {
    String words = SessionProblems.words(e);
    if (words == null || e.isHardError()) {
      return null;
    }
    Outgoing outgoing = unconfirmed.find(kind(words));
    if (outgoing == null && unconfirmed.size() == 1) {
      outgoing = unconfirmed.find(each -> true);
    }
    if (outgoing == null) {
      return null;
    }
    Problem problem =
        SessionProblems.code(e) == AMQP.PRECONDITION_FAILED
            ? Problem.MESSAGE_REFUSED
            : Problem.REFUSED;
    return new Culprit(
        outgoing,
        new BrokerException(
            problem, "RabbitMQ refused the %s: %s%s".formatted(outgoing, words, advice(words)), e));
  }

  private static Predicate<Outgoing> kind(String words) {
    Matcher size = SIZE.matcher(words);
    if (size.find()) {
      return each -> Integer.toString(each.bytes()).equals(size.group(1));
    }
    Matcher expiration = EXPIRATION.matcher(words);
    if (expiration.find()) {
      return each -> expiration.group(1).equals(properties(each).expiration());
    }
    if (words.contains("user_id property")) {
      return each -> properties(each).others().get("user_id") != null;
    }
    Matcher exchange = EXCHANGE.matcher(words);
    if (exchange.find()) {
      String name = exchange.group(1).equals("amq.default") ? "" : exchange.group(1);
      return each -> each.publication().exchange().equals(name);
    }
    return each -> false;
  }

  private static MessageProperties properties(Outgoing outgoing) {
    return outgoing.publication().message().properties();
  }

  private static String advice(String words) {
    if (SIZE.matcher(words).find()) {
      return "; max_message_size in rabbitmq.conf is the limit, but large data are better kept"
          + " elsewhere and passed by reference";
    }
    if (words.startsWith("NOT_FOUND")) {
      return ". Who sends to an exchange by its name has to declare it, or a worker whose queue is"
          + " bound to it; task_queues describes both";
    }
    return "";
  }
}
