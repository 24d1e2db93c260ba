package com.example.guide;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.example.Arithmetic;
import com.example.ArithmeticTasks;
import io.celeriac.AsyncResult;
import io.celeriac.Canvas;
import io.celeriac.Celery;
import io.celeriac.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workflows of the guide, sent to a worker, and their results waited for. */
final class WorkflowsTest {

  private Celery app = Celery.named("not yet").broker("memory://none").build();
  private Worker worker = app.worker().build();

  @BeforeEach
  void start() {
    app =
        Celery.named("shop")
            .broker("memory://" + UUID.randomUUID())
            .resultBackend("memory://" + UUID.randomUUID())
            .tasks(ArithmeticTasks.of(new Arithmetic()))
            .tasks(WorkflowsTasks.of(new Workflows()))
            .build();
    worker = app.worker().concurrency(4).start();
  }

  @AfterEach
  void stop() {
    worker.shutdown(Worker.Shutdown.COLD);
    worker.close();
    app.close();
  }

  @Test
  void chains_groups_and_chords() throws Exception {
    assertThat(app.send(Workflows.chained()).get(ofSeconds(20))).isEqualTo(16);
    assertThat(Workflows.chainedResult(app)).isEqualTo(16);
    assertThat(Workflows.grouped(app)).containsExactly(2, 4, 6);
    assertThat(Workflows.inCompletionOrder(app)).isEqualTo(9900);
    assertThat(app.send(Workflows.chorded()).get(ofSeconds(20))).isEqualTo(12);
    assertThat(app.send(Workflows.nested()).get(ofSeconds(20))).isEqualTo(38);
  }

  @Test
  void maps_and_chunks() throws Exception {
    List<List<Integer>> pairs = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      pairs.add(List.of(i, i));
    }

    assertThat(app.send(Workflows.mapped()).get(ofSeconds(20))).containsExactly(3L, 7L);
    assertThat(app.send(Workflows.starmapped()).get(ofSeconds(20))).containsExactly(3, 7);
    assertThat(app.send(Workflows.chunked(pairs)).get(ofSeconds(20)))
        .hasSize(3)
        .last()
        .isEqualTo(List.of(40, 42, 44, 46, 48));
  }

  @Test
  void workflows_that_grow_while_they_run() throws Exception {
    assertThat(app.send(WorkflowsTasks.total(List.of(1, 2, 3, 4, 5))).get(ofSeconds(20)))
        .isEqualTo(15);
    AsyncResult<Long> pages =
        app.send(Canvas.chord(Canvas.group(WorkflowsTasks.page(1)), ArithmeticTasks.sum()));
    assertThat(pages.get(ofSeconds(20))).isEqualTo(600);
  }

  @Test
  void groups_that_are_saved_and_results_by_id() throws Exception {
    assertThat(Workflows.saved(app).get(ofSeconds(20))).containsExactly(2, 4);
    AsyncResult<Integer> sum = app.send(ArithmeticTasks.add(1, 1));
    assertThat(Workflows.awaited(sum).value()).contains(2);
    assertThat(Workflows.progress(app, sum.id())).isEqualTo(2);
  }

  @Test
  void a_workflow_can_be_looked_at() {
    assertThat(Workflows.drawn())
        .isEqualTo(
            """
            chain
            ├─ 1. arithmetic.add(2, 2)
            └─ 2. chord
               ├─ arithmetic.add(10)
               ├─ arithmetic.add(20)
               └─ then arithmetic.sum()
            """);
    assertThat(Workflows.drawnAsMermaid()).startsWith("flowchart TD\n").contains("t1 --> t2");
    assertThat(Workflows.stamped().tasks())
        .allSatisfy(step -> assertThat(step.options().values()).containsEntry("order", "4711"));
    assertThat(Workflows.visited().tasks())
        .allSatisfy(
            step -> assertThat(step.options().values()).containsEntry("step", "arithmetic.add"));
    assertThat(Workflows.linked().options().values()).containsKeys("link", "link_error");
    assertThat(Workflows.untyped().tasks()).hasSize(3);
  }
}
