package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose tasks run in child JVMs, seen from outside. */
@Tag("slow")
class PreforkTest {

  private static final Duration TIME = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final List<Process> programs = new ArrayList<>();

  private Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx96m", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PreforkProgram.class.getName(), directory.toString()));
    Process program =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    programs.add(program);
    await("ready: " + directory)
        .atMost(TIME)
        .until(() -> !program.isAlive() || Files.exists(directory.resolve("ready")));
    assertThat(program.isAlive()).as(output()).isTrue();
    return program;
  }

  @AfterEach
  void end() {
    for (Process program : programs) {
      List<ProcessHandle> children = program.descendants().toList();
      program.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  private String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }

  private static void call(Process program, String id, String task) throws IOException {
    Writer calls = program.outputWriter();
    calls.write(id + " " + task + "\n");
    calls.flush();
  }

  private String result(String id, String state) throws IOException {
    Path file = directory.resolve(id + "." + state);
    await(id + " " + state).atMost(TIME).until(() -> Files.exists(file));
    return Files.readString(file);
  }

  private String resultOf(Process program, String id, String task, String state)
      throws IOException {
    call(program, id, task);
    return result(id, state);
  }

  private static List<Long> children(Process program) {
    return program.children().map(ProcessHandle::pid).sorted().toList();
  }

  private void endInGoodOrder(Process program) throws IOException, InterruptedException {
    program.outputWriter().close();
    assertThat(program.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
    assertThat(program.exitValue()).as(output()).isZero();
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("celeriac-")))
          .as("directories of sockets")
          .isEmpty();
    }
  }

  @Test
  void tasks_run_and_end_in_children() throws IOException, InterruptedException {
    Process program = start();
    List<Long> children = children(program);
    assertThat(children).hasSize(2);

    for (int i = 0; i < 4; i++) {
      assertThat(children).contains(Long.parseLong(resultOf(program, "pid" + i, "pid", "SUCCESS")));
    }
    assertThat(resultOf(program, "f", "fails", "FAILURE"))
        .contains("ValueError")
        .contains("no such colour");
    assertThat(resultOf(program, "s", "soft", "FAILURE")).contains("SoftTimeLimitExceeded");
    assertThat(children(program)).as("none of these harms its child").isEqualTo(children);

    endInGoodOrder(program);
    assertThat(output())
        .contains("ForkPoolWorker-")
        .contains("Task pid[pid0] succeeded")
        .contains("Task fails[f] raised unexpected: ValueError('no such colour')");
    assertThat(children)
        .allSatisfy(
            pid -> assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty());
  }

  @Test
  void a_child_that_dies_takes_its_task_along_and_nothing_else()
      throws IOException, InterruptedException {
    Process program = start();
    List<Long> before = children(program);
    call(program, "other", "sleep");

    assertThat(resultOf(program, "x", "exit", "FAILURE"))
        .contains("WorkerLostError", "Worker exited prematurely: exitcode 7 Job: ");
    assertThat(resultOf(program, "h", "halt", "FAILURE")).contains("exitcode 9");
    assertThat(resultOf(program, "m", "memory", "FAILURE")).contains("exitcode 3");
    assertThat(resultOf(program, "r", "runaway", "FAILURE"))
        .contains("TimeLimitExceeded")
        .contains("0.3");
    assertThat(Long.parseLong(resultOf(program, "p", "pid", "SUCCESS"))).isPositive();
    // Two, and the one that stands by after the first replacement.
    await().atMost(TIME).untilAsserted(() -> assertThat(children(program)).hasSize(3));
    assertThat(children(program)).containsAnyElementsOf(before);

    // The one that sleeps is undisturbed until it is killed itself.
    long sleeper = children(program).stream().filter(before::contains).findFirst().orElseThrow();
    assertThat(ProcessHandle.of(sleeper).orElseThrow().destroyForcibly()).isTrue();
    assertThat(result("other", "FAILURE")).contains("signal 9 (SIGKILL)");

    endInGoodOrder(program);
  }

  @Test
  void a_lost_task_is_given_back_or_retried_where_its_options_say_so()
      throws IOException, InterruptedException {
    Process program = start("-Dchildren=1");

    call(program, "q", "requeued");
    assertThat(resultOf(program, "a", "again", "RETRY")).contains("WorkerLostError");
    assertThat(result("a", "FAILURE")).contains("exitcode 9");

    endInGoodOrder(program);
    assertThat(Files.readAllLines(directory.resolve("fates"))).contains("q REQUEUED", "a ACKED");
    assertThat(directory.resolve("q.FAILURE")).doesNotExist();
  }

  @Test
  void a_retry_of_the_task_is_sent_by_its_child() throws IOException, InterruptedException {
    Process program = start("-Dchildren=1");

    // The child's broker is in its own memory here: that it was asked to send is what shows.
    assertThat(resultOf(program, "t", "retries", "RETRY")).contains("busy");

    endInGoodOrder(program);
  }

  @Test
  void a_child_is_replaced_after_its_tasks() throws IOException, InterruptedException {
    Process program = start("-Dchildren=1", "-Dmax.tasks=2");
    List<String> pids = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      pids.add(resultOf(program, "p" + i, "pid", "SUCCESS"));
    }

    assertThat(pids.get(0)).isEqualTo(pids.get(1)).isNotEqualTo(pids.get(2));
    assertThat(pids.get(2)).isEqualTo(pids.get(3));
    endInGoodOrder(program);
  }

  @Test
  void no_child_outlives_its_parent() throws IOException {
    Process program = start();
    List<ProcessHandle> children = program.children().toList();
    call(program, "r", "sleep");

    program.destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("celeriac-")))
          .isEmpty();
    }
  }
}
