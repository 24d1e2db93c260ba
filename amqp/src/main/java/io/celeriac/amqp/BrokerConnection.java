package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ConnectionParams;
import com.rabbitmq.client.impl.DefaultCredentialsProvider;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.BrokerUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open connection to RabbitMQ, which does not recover by itself: what it carried knows better
 * what to do about a loss. Its methods wait for the network; see {@link IoThreads} for who may call
 * them.
 */
final class BrokerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);
  private static final int CHANNELS = 2047;
  private static final Duration REPLY = Duration.ofSeconds(30);

  private final BrokerUrl url;
  private final AMQConnection amqp;
  private final BrokerSocket socket;
  private final IoThreads threads;
  private final SessionProblems problems;

  private BrokerConnection(
      BrokerUrl url, AMQConnection amqp, BrokerSocket socket, IoThreads threads) {
    this.url = url;
    this.amqp = amqp;
    this.socket = socket;
    this.threads = threads;
    this.problems = new SessionProblems(url.toString());
  }

  /** With RabbitMQ's own defaults for what a URL leaves out. */
  static BrokerUrl complete(BrokerUrl given) {
    return given
        .withDefaults("127.0.0.1", given.scheme().equals("amqps") ? 5671 : 5672)
        .withDefaultCredentials("guest", "guest");
  }

  /**
   * Connects, agrees on TLS where that is asked for, and logs in.
   *
   * @throws BrokerException saying at which of these it failed, and what would be right
   */
  static BrokerConnection open(BrokerUrl given, ConnectionSettings general, IoThreads threads) {
    ConnectionSettings settings = general.with(given);
    BrokerUrl url = complete(given);
    ConnectProblems problems = new ConnectProblems(url, settings);
    Socket plain;
    try {
      plain = dial(url, settings);
    } catch (IOException e) {
      throw problems.dialing(e);
    }
    try {
      BrokerSocket socket = encrypted(plain, url, settings, problems);
      AMQConnection amqp = new AMQConnection(params(url, settings, threads), socket);
      amqp.start();
      return new BrokerConnection(url, amqp, socket, threads);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      closeQuietly(plain);
      throw problems.shakingHands(e);
    } catch (RuntimeException e) {
      closeQuietly(plain);
      throw e;
    }
  }

  private static Socket dial(BrokerUrl url, ConnectionSettings settings) throws IOException {
    IOException first = null;
    for (InetAddress address : InetAddress.getAllByName(url.host())) {
      Socket socket = new Socket();
      try {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.connect(
            new InetSocketAddress(address, url.port().orElseThrow()), settings.connectMillis());
        socket.setSoTimeout(settings.connectMillis());
        return socket;
      } catch (IOException e) {
        closeQuietly(socket);
        first = first == null ? e : first;
      }
    }
    throw first == null ? new IOException("the host has no address") : first;
  }

  private static BrokerSocket encrypted(
      Socket plain, BrokerUrl url, ConnectionSettings settings, ConnectProblems problems)
      throws IOException {
    Socket socket = plain;
    Tls tls = settings.tls();
    if (tls != null) {
      try {
        socket = tls.over(plain, url.host(), url.port().orElseThrow());
      } catch (IOException e) {
        throw problems.encrypting(e);
      }
    }
    return new BrokerSocket(socket, plain, settings.connectTimeout(), settings.maxBodyBytes());
  }

  private static ConnectionParams params(
      BrokerUrl url, ConnectionSettings settings, IoThreads threads) {
    ConnectionParams params = new ConnectionParams();
    params.setCredentialsProvider(
        new DefaultCredentialsProvider(url.user().orElseThrow(), url.password().orElseThrow()));
    params.setVirtualHost(url.vhost());
    params.setSaslConfig(settings.login().sasl());
    params.setClientProperties(settings.clientProperties());
    params.setRequestedChannelMax(CHANNELS);
    params.setRequestedFrameMax(settings.frameMax());
    params.setRequestedHeartbeat(settings.heartbeatSeconds());
    // The library gives each step of the handshake half of this.
    params.setHandshakeTimeout(2 * settings.connectMillis());
    params.setChannelRpcTimeout(Math.toIntExact(REPLY.toMillis()));
    params.setChannelShouldCheckRpcResponseType(true);
    params.setShutdownTimeout(settings.connectMillis());
    params.setWorkPoolTimeout(-1);
    params.setThreadFactory(threads);
    params.setConsumerWorkServiceExecutor(new OnReadingThread());
    params.setExceptionHandler(new QuietExceptionHandler());
    // The socket sees to the limit, without ending the connection.
    params.setMaxInboundMessageBodySize(Integer.MAX_VALUE);
    return params;
  }

  /** The broker's address, the password masked. */
  BrokerUrl url() {
    return url;
  }

  IoThreads threads() {
    return threads;
  }

  BrokerSocket socket() {
    return socket;
  }

  SessionProblems problems() {
    return problems;
  }

  /** The client library's connection, for listeners. */
  AMQConnection amqp() {
    return amqp;
  }

  boolean isOpen() {
    return amqp.isOpen();
  }

  /** What the broker told about itself when we connected. */
  Map<String, Object> serverProperties() {
    return amqp.getServerProperties();
  }

  /**
   * Opens a channel.
   *
   * @throws BrokerException when the connection is gone, or all its channels are in use
   */
  Channel openChannel() {
    Channel channel;
    try {
      channel = amqp.createChannel();
    } catch (IOException | ShutdownSignalException e) {
      throw problems.refused("open a channel", e);
    }
    if (channel == null) {
      throw new BrokerException(
          Problem.REFUSED,
          "The connection to RabbitMQ at %s has no channel left; the broker allows %d"
              .formatted(url, amqp.getChannelMax()));
    }
    return channel;
  }

  /**
   * Does something that ends the connection in good order, and closes it; at the latest when so
   * much time has passed, or when the caller is interrupted.
   */
  void close(Runnable farewell, Duration patience) {
    CompletableFuture<Boolean> said = new CompletableFuture<>();
    threads.start(() -> {
      try {
        farewell.run();
        amqp.abort(Math.toIntExact(patience.toMillis()));
      } catch (RuntimeException e) {
        LOG.debug("Could not take leave of {}", url, e);
      } finally {
        said.complete(true);
      }
    });
    try {
      said.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("{} did not answer our leave-taking in {}", url, patience);
    } finally {
      abort();
    }
  }

  /** Closes without a word to the broker. Never waits. */
  void abort() {
    socket.close();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is as closed as it can be.
    }
  }
}
