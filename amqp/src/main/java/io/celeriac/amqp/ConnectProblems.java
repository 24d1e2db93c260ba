package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.BrokerUrl;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says why a connection could not be opened, and what would be right. What may pass by itself, such
 * as a broker that is starting or a proxy in front of one that is down, is UNREACHABLE.
 */
final class ConnectProblems {
  private static final int NOT_ALLOWED = 530;

  private final BrokerUrl url;
  private final ConnectionSettings settings;

  ConnectProblems(BrokerUrl url, ConnectionSettings settings) {
    this.url = url;
    this.settings = settings;
  }

  /** While the address was looked up, and the socket connected. */
  BrokerException dialing(IOException e) {
    String why =
        switch (e) {
          case UnknownHostException _ -> "the host '" + url.host() + "' is not known";
          case SocketTimeoutException _ ->
              "no answer within %d ms (broker_connection_timeout)"
                  .formatted(settings.connectMillis());
          default -> text(e);
        };
    return problem(Problem.UNREACHABLE, "RabbitMQ at " + url + " cannot be reached: " + why, e);
  }

  /** While encryption was agreed on. */
  BrokerException encrypting(IOException e) {
    SSLException tls = Causes.find(e, SSLException.class);
    if (tls == null) {
      return problem(
          Problem.UNREACHABLE,
          "%s took the connection, but did not agree on TLS: %s".formatted(url, text(e)),
          e);
    }
    String reason = text(Causes.root(tls));
    return problem(
        Problem.TLS,
        "TLS with %s failed: %s. %s".formatted(url, reason, tlsAdvice(text(tls), reason)),
        e);
  }

  private String tlsAdvice(String outer, String reason) {
    if (outer.contains("Unsupported or unrecognized SSL message")) {
      return "The port does not speak TLS: RabbitMQ's own for it is 5671, and a connection without"
          + " TLS has the scheme amqp://";
    }
    if (reason.contains("No subject alternative") || reason.contains("No name matching")) {
      return "The certificate is for another name; broker_use_ssl takes a member server_hostname"
          + " with the name it is for, or check_hostname=false";
    }
    if (outer.contains("PKIX") || reason.contains("valid certification path")) {
      return "The certificate is of an authority that is not trusted; broker_use_ssl takes a member"
          + " ca_certs with the file of its certificate, or cert_reqs=none to accept any";
    }
    return "broker_use_ssl may need ca_certs, or certfile and keyfile where the broker asks for a"
        + " client certificate";
  }

  /** While the protocol was agreed on, after the socket was there. */
  BrokerException shakingHands(Exception e) {
    Greeting.UnexpectedException unexpected = Causes.find(e, Greeting.UnexpectedException.class);
    if (unexpected != null) {
      return problem(
          Problem.NOT_THIS_BROKER,
          "What listens at " + url + " is not RabbitMQ: " + text(unexpected),
          e);
    }
    Greeting.SilentException silent = Causes.find(e, Greeting.SilentException.class);
    if (silent != null) {
      return problem(
          Problem.UNREACHABLE,
          "RabbitMQ at %s does not answer: %s. It may hang or be starting, or something else listens"
                  .formatted(url, text(silent))
              + " there",
          e);
    }
    if (Causes.find(e, AuthenticationFailureException.class) != null
        || Causes.find(e, PossibleAuthenticationFailureException.class) != null) {
      return badCredentials(e);
    }
    ShutdownSignalException closed = Causes.find(e, ShutdownSignalException.class);
    if (closed != null && closed.getReason() instanceof AMQP.Connection.Close close) {
      return refused(close, e);
    }
    if (text(e).startsWith("No compatible authentication mechanism")) {
      return problem(
          Problem.BAD_CREDENTIALS,
          "RabbitMQ at %s does not take the login method %s (broker_login_method): %s"
              .formatted(url, settings.login(), text(e)),
          e);
    }
    String why =
        e instanceof TimeoutException
            ? "it stopped answering for %d ms (broker_connection_timeout)"
                .formatted(settings.connectMillis())
            : text(Causes.root(e));
    return problem(
        Problem.UNREACHABLE, "The handshake with RabbitMQ at " + url + " broke off: " + why, e);
  }

  private BrokerException badCredentials(Exception e) {
    String guest =
        url.user().orElse("").equals("guest")
            ? "; RabbitMQ lets guest in from its own host only"
            : "";
    return problem(
        Problem.BAD_CREDENTIALS,
        "RabbitMQ at %s refused the user '%s' or the password%s. Its own words: %s"
            .formatted(url, url.user().orElse(""), guest, text(Causes.root(e))),
        e);
  }

  private BrokerException refused(AMQP.Connection.Close close, Exception e) {
    String words = close.getReplyText();
    if (close.getReplyCode() == AMQP.ACCESS_REFUSED) {
      return badCredentials(e);
    }
    if (close.getReplyCode() == NOT_ALLOWED && !words.contains("limit")) {
      return problem(
          Problem.NO_SUCH_VHOST,
          ("RabbitMQ at %s has no virtual host '%s' for the user '%s' (%s). The path of the URL"
                  + " without its first slash is the virtual host; rabbitmqctl add_vhost makes one,"
                  + " and set_permissions lets a user in")
              .formatted(url, url.vhost(), url.user().orElse(""), words),
          e);
    }
    return problem(
        Problem.UNREACHABLE,
        "RabbitMQ at %s does not take connections now: %s".formatted(url, words),
        e);
  }

  private static BrokerException problem(Problem problem, String message, @Nullable Exception e) {
    return new BrokerException(problem, message, e);
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
