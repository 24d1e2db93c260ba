package io.celeriac.interop;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Flower, the web monitor of Celery, as a process of its own, asked through its REST API. */
final class Flower implements AutoCloseable {

  private final ChildProcess process;
  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** What it answered. */
  record Answer(int status, String text) {

    Map<?, ?> json() {
      try {
        Object value = new JsonSerializer().decode(text.getBytes(StandardCharsets.UTF_8), "utf-8");
        return (Map<?, ?>) Objects.requireNonNull(value);
      } catch (DecodeException e) {
        throw new IllegalStateException(status + " " + text, e);
      }
    }
  }

  /** Starts it with the app of {@code monitored.py}, and waits until it answers. */
  Flower(Place place) {
    int port = port();
    this.address = URI.create("http://127.0.0.1:" + port);
    List<String> options = new ArrayList<>(List.of("--address=127.0.0.1", "--port=" + port));
    if (place.broker() == Broker.RABBITMQ) {
      options.add("--broker_api=" + TestServers.ofEnvironment().rabbitMqApiUrl());
    }
    this.process =
        PythonWorker.monitored(place, "flower", options.toArray(String[]::new))
            .await("Connected to");
  }

  /** One that the system lends at the moment. */
  private static int port() {
    try (ServerSocket lent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return lent.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Answer get(String path) {
    return ask(request(path).GET());
  }

  /** Presses a button: what its script sends. */
  Answer post(String path, String form) {
    return ask(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private Answer ask(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(process.output(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it says of a worker, asked anew; nothing when it knows of none. */
  Map<?, ?> worker(String node) {
    Answer answer = get("/api/workers?refresh=1&workername=" + node);
    return answer.status() == 200 && answer.json().get(node) instanceof Map<?, ?> map
        ? map
        : Map.of();
  }

  @Override
  public void close() {
    http.close();
    process.close();
  }
}
