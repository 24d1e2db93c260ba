package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.SettingType;
import io.celeriac.Settings;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.spi.Binding;
import io.celeriac.spi.BrokerUrl;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What RabbitMQ tells over HTTP, by its management plugin, and not over AMQP. Where it is comes
 * from the broker's URL, and from the members {@code manager_hostname}, {@code manager_port},
 * {@code manager_userid} and {@code manager_password} of {@code broker_transport_options}, as in
 * Celery.
 */
final class ManagementApi {

  private static final int PORT = 15_672;

  private final TransportOptions options;
  private final Duration timeout;

  ManagementApi(Settings settings, Duration timeout) {
    this.options = new TransportOptions(settings);
    this.timeout = timeout;
  }

  /** The bindings in the virtual host of a URL, those to the default exchange left out. */
  List<Binding> bindings(BrokerUrl given) {
    BrokerUrl url = BrokerConnection.complete(given);
    String host = option("manager_hostname", bracketed(url.host()));
    if (!host.matches("[\\w.-]+|\\[[\\p{XDigit}:.%]+]")) {
      throw options.malformed("manager_hostname", host, "the name of a host, and nothing else");
    }
    URI address =
        URI.create(
            "http://%s:%d/api/bindings/%s"
                .formatted(
                    host,
                    options.get("manager_port", SettingType.INTEGER, PORT),
                    URLEncoder.encode(url.vhost(), StandardCharsets.UTF_8).replace("+", "%20")));
    String login =
        option("manager_userid", url.user().orElse("guest"))
            + ":"
            + option("manager_password", url.password().orElse("guest"));
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(timeout)
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .build();
    return read(address, ask(address, request));
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private String option(String name, String otherwise) {
    return options.get(name, SettingType.STRING, otherwise);
  }

  private HttpResponse<byte[]> ask(URI address, HttpRequest request) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(timeout).build();
    try {
      // The time of the request ends with the headers: a body may drip for ever.
      return client
          .sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
          .get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new BrokerException(
          Problem.UNREACHABLE,
          "RabbitMQ's management plugin does not answer at "
              + address
              + " ("
              + (e instanceof TimeoutException
                  ? "no whole answer within " + timeout.multipliedBy(2)
                  : e.getCause())
              + "): bindings are told by it only. 'rabbitmq-plugins enable rabbitmq_management'"
              + " installs it; the members manager_hostname and manager_port of"
              + " broker_transport_options say where it is",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IoThreads.interrupted("asking " + address);
    } finally {
      client.shutdownNow(); // closing would wait for what is under way
    }
  }

  private static List<Binding> read(URI address, HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw new BrokerException(
          Problem.BAD_CREDENTIALS,
          "RabbitMQ's management plugin at "
              + address
              + " refuses the user (HTTP "
              + status
              + "); one with the tag 'management' may ask it, by manager_userid and"
              + " manager_password in broker_transport_options");
    }
    List<Binding> bindings = new ArrayList<>();
    if (status == 200 && json(address, response.body()) instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Map<?, ?> binding && !"".equals(binding.get("source"))) {
          bindings.add(
              new Binding(
                  String.valueOf(binding.get("destination")),
                  String.valueOf(binding.get("source")),
                  String.valueOf(binding.get("routing_key"))));
        }
      }
      return bindings;
    }
    throw unexpected(address, "it answers with HTTP " + status);
  }

  private static Object json(URI address, byte[] body) {
    try {
      Object value = new JsonSerializer().decode(body, "utf-8");
      return value == null ? "null" : value;
    } catch (DecodeException e) {
      throw unexpected(address, String.valueOf(e.getMessage()));
    }
  }

  private static BrokerException unexpected(URI address, String what) {
    return new BrokerException(
        Problem.NOT_THIS_BROKER,
        "What is at " + address + " is not RabbitMQ's management plugin: " + what);
  }
}
