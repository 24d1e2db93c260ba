package io.celeriac;

import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The place of this process in a pool of processes, when a worker has started it to run tasks. Such
 * a child runs the application's {@code main} like its parent, up to where the worker is started;
 * what must happen once only, such as opening a port, asks before whether it is in a child.
 *
 * @param socket the path of the Unix socket on which the parent gives work
 * @param number how many children the pool had started before it, plus one
 * @param index its number among those that are there: from 1 on, and 0 for one that stands by
 * @param node the name of the worker that it belongs to
 */
public record PoolChild(String socket, int number, int index, String node) {

  private static final String SOCKET = "celeriac.pool.socket";
  private static final String NUMBER = "celeriac.pool.number";
  private static final String INDEX = "celeriac.pool.index";
  private static final String NODE = "celeriac.pool.node";

  /** The place of this process; empty in one that a person or a service manager has started. */
  public static Optional<PoolChild> ofThisProcess() {
    return of(System.getProperties());
  }

  static Optional<PoolChild> of(Properties properties) {
    @Nullable String socket = properties.getProperty(SOCKET);
    return socket == null
        ? Optional.empty()
        : Optional.of(
            new PoolChild(
                socket,
                Integer.parseInt(properties.getProperty(NUMBER, "1")),
                Integer.parseInt(properties.getProperty(INDEX, "1")),
                properties.getProperty(NODE, "")));
  }

  /** The options of the JVM that tell a child its place. */
  public List<String> jvmOptions() {
    return List.of(
        "-D" + SOCKET + "=" + socket,
        "-D" + NUMBER + "=" + number,
        "-D" + INDEX + "=" + index,
        "-D" + NODE + "=" + node);
  }

  /** Celery's name of such a process, such as {@code ForkPoolWorker-3}. */
  public String processName() {
    return "ForkPoolWorker-" + number;
  }
}
