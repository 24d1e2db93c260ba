package io.celeriac.cli;

import io.celeriac.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts and stops nodes of this machine, which are found by their pid files. */
final class MultiCluster {

  /** How long a round of looks at the nodes takes that are to end. */
  private static final Duration ROUND = Duration.ofSeconds(2);

  private static final String KILL = "KILL";

  private final List<MultiNode> nodes;
  private final MultiOutput output;
  private final Surroundings surroundings;

  MultiCluster(List<MultiNode> nodes, MultiOutput output, Surroundings surroundings) {
    this.nodes = List.copyOf(nodes);
    this.output = output;
    this.surroundings = surroundings;
  }

  /** A node with a pid file, and the process that it names. */
  private record Target(MultiNode node, RunningProcess process) {}

  /** What happens when a node is found, or has become, down. */
  @FunctionalInterface
  private interface Down {
    void accept(MultiNode node) throws InterruptedException;
  }

  /** Starts all; 1 if one could not be started, and 0 otherwise. */
  int start() throws InterruptedException {
    output.starting();
    int result = 0;
    for (MultiNode node : nodes) {
      output.nodeStarts(node.name());
      result |= startNode(node);
    }
    return result;
  }

  private int startNode(MultiNode node) throws InterruptedException {
    int code = run(node);
    output.started(code);
    return code == 0 ? 0 : 1;
  }

  private int run(MultiNode node) throws InterruptedException {
    Path directory = surroundings.directory();
    makeDirectory(node.pidFile(directory));
    makeDirectory(node.logFile(directory));
    output.spawns(node.command());
    ProcessBuilder builder =
        new ProcessBuilder(node.command()).directory(node.directory(directory).toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(surroundings.environment());
    try {
      return builder.inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UsageException(
          "The node " + node.name() + " cannot be started: " + e.getMessage(), e);
    }
  }

  private static void makeDirectory(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new SettingException(
          "There is no directory for "
              + file
              + ", and it cannot be made: "
              + e
              + "; name other files by --pidfile and --logfile");
    }
  }

  /** Sends a signal to all. */
  void stop(String signal) throws InterruptedException {
    stop(signal, false, node -> output.down(node.name()));
  }

  /** Sends a signal to all, and waits until they have ended. */
  void stopAndWait(String signal) throws InterruptedException {
    stop(signal, true, node -> output.down(node.name()));
  }

  /** Stops all, and starts each when it has ended; 1 if one could not be started. */
  int restart(String signal) throws InterruptedException {
    List<Integer> results = new ArrayList<>();
    stop(signal, true, node -> results.add(restartNode(node)));
    return results.contains(1) ? 1 : 0;
  }

  private int restartNode(MultiNode node) throws InterruptedException {
    output.nodeRestarts(node.name());
    return startNode(node);
  }

  /** Ends all at once. */
  void kill() throws InterruptedException {
    for (MultiNode node : nodes) {
      Optional<Target> target = target(node);
      if (target.isEmpty()) {
        output.down(node.name());
      } else {
        RunningProcess process = target.get().process();
        output.kills(node.name(), KILL, process.pid());
        if (!process.signal(KILL)) {
          output.dead(node.name(), process.pid());
        }
      }
    }
  }

  private Optional<Target> target(MultiNode node) {
    return node.process(surroundings.directory()).map(process -> new Target(node, process));
  }

  private void stop(String signal, boolean wait, Down down) throws InterruptedException {
    List<Target> targets = new ArrayList<>();
    for (MultiNode node : nodes) {
      Optional<Target> target = target(node);
      if (target.isPresent()) {
        targets.add(target.get());
      } else {
        down.accept(node);
      }
    }
    if (targets.isEmpty()) {
      return;
    }
    output.stopping();
    for (Target target : List.copyOf(targets)) {
      String name = target.node().name();
      output.stops(name, signal, target.process().pid());
      if (!target.process().signal(signal)) {
        output.dead(name, target.process().pid());
        targets.remove(target);
        down.accept(target.node());
      }
    }
    if (wait) {
      await(targets, down);
    }
  }

  private void await(List<Target> targets, Down down) throws InterruptedException {
    output.waitsFor(pids(targets).toList());
    while (!targets.isEmpty()) {
      for (Target target : List.copyOf(targets)) {
        output.stillWaits();
        if (target.process().awaitEnd(ROUND.dividedBy(targets.size()))) {
          output.stopped(target.node().name());
          targets.remove(target);
          down.accept(target.node());
          output.waitsFor(pids(targets).toList());
        }
      }
    }
    output.waited();
  }

  private static Stream<Long> pids(List<Target> targets) {
    return targets.stream().map(target -> target.process().pid());
  }
}
