package io.celeriac.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C3: the disk of the log is full, and then that of Redis's append-only file. The worker goes on
 * when there is room again, and nothing is lost whose send returned.
 */
@FaultCase
@Tag("long")
final class FullDiskTest {
  @TempDir private Path disk;

  /** 64 megabytes that are a file system of their own, for which one has to be root. */
  @BeforeEach
  void mount() throws Exception {
    TestServers.ofEnvironment()
        .require(
            run("mount", "-t", "tmpfs", "-o", "size=64m", "celeriac-faults", disk.toString()) == 0,
            "a file system cannot be mounted here");
  }

  @AfterEach
  void unmount() throws Exception {
    int ignored = run("umount", "--lazy", disk.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void c3_a_worker_goes_on_when_the_disks_of_its_log_and_of_redis_have_room_again(Chance chance)
      throws Exception {
    int tasks = chance.size(10_000);
    // What fails with every write by Redis would end it with appendfsync always, as it says itself.
    try (Scene scene =
        Scene.on(
            RedisUnderTest.started("--dir", disk.toString(), "--appendfsync", "everysec"),
            setup -> setup.options("--logfile", "/dev/full", "-l", "INFO"))) {
      Celery app = scene.app(builder -> builder.set("task_publish_retry", false));
      ChildProcess worker = scene.worker();
      Set<Integer> sent = new HashSet<>();
      IntStream.range(0, tasks).forEach(sent::add);
      app.sendAll(Scene.marks(tasks, 20));
      scene.requireRuns(tasks / 20, worker);

      Path filler = disk.resolve("filler");
      fill(filler);
      @Nullable BrokerException[] error = {null};
      Awaitility.await("a send that fails")
          .atMost(Scene.PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> {
            error[0] = refusal(app, sent);
            return error[0] != null;
          });
      long ticks = Processor.ticks(worker);
      Pauses.of(chance.time(Duration.ofSeconds(30), Duration.ofSeconds(5)));
      long busy = Processor.ticks(worker) - ticks;
      Files.delete(filler);

      Awaitility.await("a send that returns")
          .atMost(Scene.PATIENCE)
          .until(() -> refusal(app, sent) == null);
      scene.awaitAll(sent, Duration.ofSeconds(60));
      Tally tally = Tally.of(sent.size(), scene.ledger().runs(), Duration.ZERO);
      System.out.println(
          "C3: " + tally + "; " + busy + " ticks of processor while the disk was full");
      assertThat(error[0]).hasMessageContaining("MISCONF").hasMessageContaining("take writes");
      assertThat(scene.ledger().runs().keySet()).as("those whose send returned").containsAll(sent);
      assertThat(worker.hasEnded()).as(worker::output).isFalse();
    }
  }

  /** Sends one more; why it was refused, or null. */
  private static @Nullable BrokerException refusal(Celery app, Set<Integer> sent) {
    try {
      app.send(Signature.of("mark", Long.class, sent.size(), 1).ignoreResult(true));
      sent.add(sent.size());
      return null;
    } catch (BrokerException e) {
      return e;
    }
  }

  /** Writes until nothing more fits. */
  private static void fill(Path file) throws IOException {
    byte[] piece = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException noSpaceLeft) {
      // That is what is wanted.
    }
  }
}
