package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.PoolKind;
import io.celeriac.Worker;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WorkerBannerTest {

  private static final Instant NOW = Instant.parse("2026-11-23T17:00:00Z");

  @Test
  void it_tells_what_the_worker_is_and_does_and_no_password() {
    try (Celery app =
        Celery.named("shop")
            .broker("redis://:secret@localhost:6379/2")
            .resultBackend("redis://me:secret@localhost/3")
            .tasks(SampleApps.shop("banner").tasks().stream().toList())
            .build()) {
      Worker worker =
          app.worker()
              .hostname("mail@here")
              .queues("celery", "numbers")
              .pool(PoolKind.THREADS)
              .concurrency(8)
              .build();

      String banner = new WorkerBanner(Terminal.PLAIN, "com.example.Shop", NOW).text(app, worker);

      assertThat(banner)
          .contains("mail@here  celeriac ")
          .contains(".> app:         shop (com.example.Shop)")
          .contains(".> transport:   redis://:**@localhost:6379/2")
          .containsPattern("\\.> results:     redis://me:\\*\\*@localhost(:6379)?/3")
          .contains(".> concurrency: 8 (threads)")
          .contains(".> task events: OFF")
          .contains("[queues]\n  .> celery           exchange=celery(direct) key=celery\n")
          .contains("  .> numbers          exchange=numbers(direct) key=numbers\n")
          .contains("[tasks]\n  . shop.add\n  . shop.fail\n")
          .doesNotContain("secret")
          .doesNotContain("\u001B");
    }
  }

  @Test
  void colours_change_nothing_but_colours() {
    try (Celery app = SampleApps.shop("colours")) {
      Worker worker = app.worker().hostname("mail@here").build();
      Terminal colours = new Terminal(true, true, true);

      String plain = new WorkerBanner(Terminal.PLAIN, "x", NOW).text(app, worker);
      String coloured = new WorkerBanner(colours, "x", NOW).text(app, worker);

      assertThat(coloured).contains("\u001B[");
      assertThat(coloured.replaceAll("\u001B\\[\\d+m", "")).isEqualTo(plain);
    }
  }

  @Test
  void a_worker_without_tasks_is_told_so() {
    try (Celery app = Celery.named("empty").broker("memory://empty").build()) {
      assertThat(new WorkerBanner(Terminal.PLAIN, "x", NOW).text(app, app.worker().build()))
          .contains("none: every message will be rejected");
    }
  }
}
