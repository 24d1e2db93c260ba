package io.celeriac.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A RabbitMQ server that a test owns, for tests that kill, freeze or restart it: without plugins,
 * on a free port of the loopback address, in a temporary directory that goes with it. A restarted
 * server has its durable queues and persistent messages. Starting it takes five to ten seconds of a
 * processor, so one for each test class is enough. Methods wait for their effect; safe from any
 * thread.
 */
public final class RabbitMqServerProcess implements OwnServer {
  private static final byte[] PROTOCOL_HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

  private static final Duration CTL_TIME = Duration.ofSeconds(60);

  private final int port;
  private final Path ctl;
  private final Map<String, String> environment;
  private final ServerProcess process;

  private RabbitMqServerProcess(
      Path program, FreePort port, FreePort peerPort, List<String> configuration) {
    this.port = port.number();
    this.ctl = program.resolveSibling("rabbitmqctl");
    Path directory = ServerProcess.directory("rabbitmq");
    this.environment =
        environment(
            port.number(), peerPort.number(), directory, configure(directory, configuration));
    this.process =
        new ServerProcess(
            "rabbitmq-server on port " + port.number(),
            directory,
            List.of(program.toString()),
            environment,
            List.of(port, peerPort),
            this::up);
  }

  /**
   * Starts a server with more lines in its {@code rabbitmq.conf}. Aborts the test, or fails it with
   * {@code CI=true}, when no RabbitMQ is installed.
   */
  public static RabbitMqServerProcess started(String... configurationLines) {
    return started(FreePort::reserve, configurationLines);
  }

  static RabbitMqServerProcess started(Supplier<FreePort> ports, String... configurationLines) {
    Path program = TestServers.ofEnvironment().rabbitMqServer();
    return PortTakenException.retried(() -> {
      RabbitMqServerProcess server =
          new RabbitMqServerProcess(
              program, ports.get(), FreePort.reserve(), List.of(configurationLines));
      server.process.startFirst();
      return server;
    });
  }

  @Override
  public int port() {
    return port;
  }

  /** The URL of its virtual host {@code /}, with the user that every RabbitMQ starts with. */
  @Override
  public String url() {
    return "amqp://guest:guest@127.0.0.1:" + port + "//";
  }

  @Override
  public void start() {
    process.start();
  }

  /** Ends it in good order (SIGTERM): clients are told. */
  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void freeze() {
    process.freeze();
  }

  @Override
  public void thaw() {
    process.thaw();
  }

  public boolean isRunning() {
    return process.isRunning();
  }

  /**
   * Runs its {@code rabbitmqctl}, which takes a second or so of a processor.
   *
   * @return what it printed
   * @throws IllegalStateException when it failed; with what it said
   */
  public String ctl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(ctl.toString()));
    command.addAll(List.of(arguments));
    try (ChildProcess child = new ChildProcess(command, environment)) {
      if (child.awaitEnd(CTL_TIME) != 0) {
        throw new IllegalStateException(command + " failed: " + child.output());
      }
      return child.output();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted during " + command, e);
    }
  }

  @Override
  public void close() {
    process.close();
  }

  private boolean up() {
    // The first frame of a broker that accepts the protocol: a method, on channel 0.
    return Probe.answers(
        port, PROTOCOL_HEADER, new String(new byte[] {1, 0, 0}, StandardCharsets.ISO_8859_1));
  }

  private static Path configure(Path directory, List<String> given) {
    Path configuration = directory.resolve("rabbitmq.conf");
    List<String> lines = new ArrayList<>(given);
    // The disk of a build machine is often nearly full, and that is no matter of ours.
    lines.add("disk_free_limit.absolute = 50MB");
    try {
      Files.write(configuration, lines);
      Files.writeString(directory.resolve("enabled_plugins"), "[].\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return configuration;
  }

  private static Map<String, String> environment(
      int port, int peerPort, Path directory, Path configuration) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", directory.toString()); // of the cookie, which only this node reads
    environment.put("RABBITMQ_NODENAME", "celeriac-" + port + "@localhost");
    environment.put("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
    environment.put("RABBITMQ_NODE_PORT", Integer.toString(port));
    environment.put("RABBITMQ_DIST_PORT", Integer.toString(peerPort));
    environment.put("RABBITMQ_CONFIG_FILE", configuration.toString());
    Map.of(
            "RABBITMQ_MNESIA_BASE", "mnesia",
            "RABBITMQ_LOG_BASE", "log",
            "RABBITMQ_PID_FILE", "pid",
            "RABBITMQ_ENABLED_PLUGINS_FILE", "enabled_plugins",
            // Those that are not there keep the machine's own from being read.
            "RABBITMQ_CONF_ENV_FILE", "no-environment.conf",
            "RABBITMQ_ADVANCED_CONFIG_FILE", "no-advanced.config",
            "RABBITMQ_GENERATED_CONFIG_DIR", "generated")
        .forEach((name, file) -> environment.put(name, directory.resolve(file).toString()));
    // Without a shell between, so that signals reach the server itself.
    environment.put("RABBITMQ_ALLOW_INPUT", "1");
    // Idle schedulers that spin would take the processor from the tests.
    environment.put(
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
        "-noinput +sbwt none +sbwtdcpu none +sbwtdio none"
            + " -kernel inet_dist_use_interface {127,0,0,1}");
    return environment;
  }
}
