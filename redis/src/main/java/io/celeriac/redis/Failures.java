package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** Says what went wrong with a server, in words that tell what would be right. */
final class Failures {
  private static final String CLUSTER =
      "it is a node of a Redis Cluster; as broker that needs the setting"
          + " celeriac_redis_cluster_hash_tags (Python's Celery does not find such queues), as result"
          + " backend the option celeriac_redis_cluster of result_backend_transport_options";

  /** What kind of refusal it is, and what would help. */
  private record Refusal(Problem problem, String hint) {}

  private Failures() {}

  /** While a connection was opened. */
  static BrokerException connecting(String where, ConnectionSettings settings, JedisException e) {
    if (e instanceof JedisDataException) {
      return refused(where, settings, e);
    }
    SSLException tls = cause(e, SSLException.class);
    if (tls != null) {
      return new BrokerException(
          Problem.TLS,
          "No TLS with "
              + where
              + ": "
              + tls.getMessage()
              + ". A server without TLS is reached with redis:// instead of rediss://; a certificate"
              + " of an authority of your own needs ssl_ca_certs, one for another name"
              + " ssl_check_hostname=false, and ssl_cert_reqs=none accepts any",
          e);
    }
    if (text(e).startsWith("Unknown reply")) {
      return notRedis(where, "its answer is not Redis' protocol", e);
    }
    if (cause(e, UnknownHostException.class) != null) {
      return new BrokerException(
          Problem.UNREACHABLE, "No Redis at " + where + ": the host name is not known", e);
    }
    return new BrokerException(
        Problem.UNREACHABLE, "No Redis at " + where + ": " + root(e) + otherWay(settings, e), e);
  }

  /** What silence after the connection was made may mean. */
  private static String otherWay(ConnectionSettings settings, JedisException e) {
    if (cause(e, ConnectException.class) != null || root(e).startsWith("Connect timed out")) {
      return "";
    }
    return settings.tls() == null
        ? " (a server with TLS is reached with rediss://)"
        : " (a server without TLS is reached with redis://)";
  }

  /** While an open connection was used. */
  static BrokerException lost(String where, JedisException e) {
    if (cause(e, SocketTimeoutException.class) != null) {
      return new BrokerException(
          Problem.TIMEOUT, "Redis at " + where + " did not answer in time: " + root(e), e);
    }
    if (text(e).startsWith("Unknown reply")) {
      return notRedis(where, "its answer is not Redis' protocol", e);
    }
    return new BrokerException(
        Problem.CONNECTION_LOST, "The connection to Redis at " + where + " broke: " + root(e), e);
  }

  /** An error that the server replied to a command. */
  static BrokerException reply(String where, JedisDataException e) {
    return refused(where, null, e);
  }

  /** Whether, after this error, the connection leads to the wrong server and a new one may help. */
  static boolean endsConnection(JedisDataException e) {
    String code = code(text(e));
    return switch (code) {
      case "READONLY", "LOADING", "MASTERDOWN", "NOAUTH", "UNKILLABLE" -> true;
      default -> false;
    };
  }

  private static BrokerException refused(
      String where, @Nullable ConnectionSettings settings, JedisException e) {
    String error = text(e);
    Refusal refusal =
        switch (code(error)) {
          case "NOAUTH", "WRONGPASS" ->
              new Refusal(Problem.BAD_CREDENTIALS, "check the user and the password of the URL");
          case "NOPERM" ->
              new Refusal(Problem.REFUSED, "the user's ACL has to allow this command and key");
          case "DENIED" ->
              new Refusal(Problem.REFUSED, "set a password or bind it to this network");
          case "LOADING", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN" ->
              new Refusal(Problem.TIMEOUT, "it cannot work just now");
          case "READONLY" ->
              new Refusal(Problem.CONNECTION_LOST, "it is, or has become, a replica");
          case "OOM", "MISCONF", "NOREPLICAS" ->
              new Refusal(Problem.MESSAGE_REFUSED, "it does not take writes now");
          case "MOVED", "ASK", "CROSSSLOT" -> new Refusal(Problem.NOT_THIS_BROKER, CLUSTER);
          default -> byText(error.toLowerCase(Locale.ROOT), settings);
        };
    return new BrokerException(
        refusal.problem,
        "Redis at "
            + where
            + " says '"
            + error
            + "'"
            + (refusal.hint.isEmpty() ? "" : ": " + refusal.hint),
        e);
  }

  private static Refusal byText(String error, @Nullable ConnectionSettings settings) {
    if (error.contains("db index") || error.contains("select is not allowed")) {
      String database = settings == null ? "" : " " + settings.database();
      return new Refusal(
          Problem.NO_SUCH_VHOST,
          "there is no database"
              + database
              + "; the path of the URL is a number below the server's setting databases (16 unless"
              + " changed)");
    }
    if (error.contains("without any password configured") || error.contains("invalid password")) {
      return new Refusal(
          Problem.BAD_CREDENTIALS, "the password of the URL is wrong, or the server has none");
    }
    if (error.contains("max number of clients")) {
      return new Refusal(Problem.UNREACHABLE, "its maxclients is too low");
    }
    return new Refusal(Problem.REFUSED, "");
  }

  private static BrokerException notRedis(String where, String why, JedisException e) {
    return new BrokerException(
        Problem.NOT_THIS_BROKER,
        "What listens at " + where + " is no Redis: " + why + " (" + text(e) + ")",
        e);
  }

  private static String code(String error) {
    int end = error.indexOf(' ');
    return end < 0 ? error : error.substring(0, end);
  }

  private static String text(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return text(root);
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
      for (Throwable suppressed : t.getSuppressed()) {
        if (type.isInstance(suppressed)) {
          return type.cast(suppressed);
        }
      }
    }
    return null;
  }
}
