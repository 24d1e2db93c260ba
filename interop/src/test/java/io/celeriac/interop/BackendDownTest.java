package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.RedisServerProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The result backend is killed while tasks finish (B15): in the profile safe no result is lost. The
 * system property {@code celeriac.b15} is how many seconds it stays away after the first tasks have
 * finished, and {@code celeriac.b15.tasks} how many there are.
 */
@NeedsServer
@Tag("slow")
final class BackendDownTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @ParameterizedTest
  @EnumSource(Broker.class)
  void no_result_is_lost_while_the_backend_is_down(Broker broker) throws Exception {
    int count = Integer.getInteger("celeriac.b15.tasks", 500);
    Duration away = Duration.ofSeconds(Integer.getInteger("celeriac.b15", 2));
    InteropTasks tasks = new InteropTasks();
    try (RedisServerProcess backend = RedisServerProcess.started();
        Celery app =
            Place.over(broker)
                .withResultsIn(backend.url())
                .app()
                .safe()
                .tasks(TaskDefinitions.from(tasks))
                .build();
        Worker worker = app.worker().concurrency(50).start()) {
      assertThat(worker.hostname()).isNotEmpty();
      backend.kill();
      List<AsyncResult<Long>> results = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        results.add(app.send(Signature.of("interop.counted_add", Long.class, i, 1)));
      }
      await().atMost(PATIENCE).until(() -> tasks.runs().size() == 50);
      Instant back = Instant.now().plus(away);
      await().atMost(away.plus(PATIENCE)).until(() -> Instant.now().isAfter(back));
      // Nothing more has begun, for nothing has ended.
      assertThat(tasks.runs()).hasSize(50);

      backend.start();

      for (int i = 0; i < count; i++) {
        assertThat(results.get(i).get(PATIENCE)).isEqualTo(i + 1L);
      }
      assertThat(tasks.runs().values()).allMatch(runs -> runs == 1);
    }
  }
}
