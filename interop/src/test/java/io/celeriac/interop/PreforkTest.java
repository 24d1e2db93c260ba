package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stock Python client calls tasks that run in child JVMs, and some that kill them. */
@NeedsServer
final class PreforkTest {

  @TempDir Path directory;

  private ChildProcess worker(Place place) {
    return ChildProcess.ofJava(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Xmx200m",
            "-XX:-CreateCoredumpOnCrash",
            // Else jcmd would ask by a signal, which the worker takes as its own.
            "-XX:+StartAttachListener",
            // A worker that is killed together with its children leaves its socket behind.
            "-Djava.io.tmpdir=" + directory,
            "-XX:ErrorFile=" + directory.resolve("hs_err_%p.log"),
            "--enable-native-access=ALL-UNNAMED"),
        PreforkWorker.class,
        place.brokerUrl(),
        place.backendUrl(),
        place.javaQueue());
  }

  private static void assertLost(PythonClient python, String call, String how) {
    PythonClient.Raised raised =
        catchThrowableOfType(PythonClient.Raised.class, () -> python.run(call));
    assertThat(raised).as(call).isNotNull();
    assertThat(raised.classes().getFirst()).isEqualTo("billiard.exceptions.WorkerLostError");
    assertThat(raised.arguments()).contains("Worker exited prematurely: " + how + " Job: ");
  }

  @ParameterizedTest
  @EnumSource
  void tasks_and_workflows_run_in_children(Broker broker) {
    Place place = Place.over(broker);
    try (ChildProcess worker = worker(place);
        PythonClient python = new PythonClient(place)) {
      long parent = Long.parseLong(python.run("call('parent')"));
      assertThat(parent).as(worker::output).isNotEqualTo(ProcessHandle.current().pid());
      assertThat(Long.parseLong(python.run("call('pid')"))).isNotEqualTo(parent);

      assertThat(python.run("call('flaky', 2)")).isEqualTo("2");
      assertThat(
              python.run(
                  "(java('add', 1, 2) | java('add', 3) | java('add', 4)).delay().get(timeout=60)"))
          .isEqualTo("10");
      assertThat(
              python.run(
                  """
                  header = [java('add', i, i) for i in range(20)]
                  (group(header) | java('sum')).delay().get(timeout=60)
                  """))
          .isEqualTo("380");
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_kills_a_child_fails_its_task_and_no_other(Broker broker) throws IOException {
    Place place = Place.over(broker);
    Path mark = Files.createFile(directory.resolve("mark"));
    try (ChildProcess worker = worker(place);
        PythonClient python = new PythonClient(place)) {
      python.run("other = java('hang').delay()");

      assertLost(python, "call('exit', 5)", "exitcode 5");
      assertLost(python, "call('memory')", "exitcode 3");
      assertLost(python, "call('crash')", "exitcode 1");
      assertThat(python.run("call('crash_late', '" + mark + "')")).isEqualTo("1");
      assertThat(python.run("call('add', 2, 3)")).isEqualTo("5");
      assertThat(python.run("other.state")).as(worker::output).isEqualTo("'PENDING'");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_runaway_is_dead_soon_after_its_hard_limit(Broker broker) {
    Place place = Place.over(broker);
    try (ChildProcess worker = worker(place);
        PythonClient python = new PythonClient(place)) {
      // Both slots, so that what follows needs one of theirs.
      String seconds =
          python.run(
              """
              call('add', 1, 1)
              start = time.monotonic()
              spins = [java('spin').apply_async(time_limit=2) for _ in range(2)]
              states = [type(s.get(timeout=60, propagate=False)).__name__ for s in spins]
              dead = time.monotonic() - start
              assert states == ['TimeLimitExceeded'] * 2, states
              assert call('add', 2, 3) == 5
              assert 2 <= dead < 10, dead
              (dead, time.monotonic() - start)
              """);
      assertThat(seconds).as(worker::output).matches("\\(2\\..*, .*\\)");
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            ProcessHandle.allProcesses()
                .noneMatch(process ->
                    process
                        .info()
                        .commandLine()
                        .filter(line -> line.contains(place.name()))
                        .isPresent()));
  }

  /** So many runaways, one after the other in each slot; a thousand, if there is the time. */
  private static final int RUNAWAYS = Integer.getInteger("runaways", 30);

  @Test
  void runaways_in_a_row_leave_nothing_behind() throws Exception {
    Place place = Place.over(Broker.REDIS);
    try (ChildProcess worker = worker(place);
        PythonClient python = new PythonClient(place)) {
      String spin =
          """
          spins = [java('spin').apply_async(time_limit=0.3) for _ in range(%d)]
          states = [type(s.get(timeout=1800, propagate=False)).__name__ for s in spins]
          assert states == ['TimeLimitExceeded'] * len(spins), states
          call('add', 2, 3)
          """;
      python.run(spin.formatted(10));
      Footprint before = Footprint.settled(worker.pid(), directory);
      python.run(spin.formatted(RUNAWAYS));

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> assertThat(Footprint.of(worker.pid(), directory)).isEqualTo(before));
      // Those that have ended are swept out as others come.
      assertThat(Footprint.instances(worker.pid(), "io.celeriac.worker.Execution")).isLessThan(200);
    }
  }

  /**
   * What a worker holds on to.
   *
   * @param processes its children, the one that stands by among them
   * @param descriptors its open files and sockets
   * @param files those in its temporary directory
   * @param children how many children its heap knows of
   */
  private record Footprint(long processes, long descriptors, long files, long children) {

    static Footprint settled(long pid, Path directory) {
      List<Footprint> seen = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> {
            seen.add(of(pid, directory));
            return seen.getLast().processes() == 3
                && seen.size() > 2
                && seen.getLast().equals(seen.get(seen.size() - 3));
          });
      return seen.getLast();
    }

    static Footprint of(long pid, Path directory) throws IOException, InterruptedException {
      ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
      return new Footprint(
          worker.children().count(),
          count(Path.of("/proc", String.valueOf(pid), "fd")),
          count(directory),
          instances(pid, "io.celeriac.worker.Child"));
    }

    private static long count(Path directory) throws IOException {
      try (Stream<Path> files = Files.list(directory)) {
        return files.filter(file -> !file.getFileName().toString().startsWith("hsperf")).count();
      }
    }

    /** After a collection, which the histogram asks for. */
    private static long instances(long pid, String type) throws IOException, InterruptedException {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  String.valueOf(pid),
                  "GC.class_histogram")
              .redirectErrorStream(true)
              .start();
      String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(jcmd.waitFor()).as(histogram).isZero();
      return histogram
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length > 3 && words[3].equals(type))
          .mapToLong(words -> Long.parseLong(words[1]))
          .sum();
    }
  }
}
