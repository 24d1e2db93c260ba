package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Worker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GraphCommandTest {

  @TempDir Path directory;

  private CommandRun graph(String line) {
    return CommandRun.of(directory, ("-b memory://graph graph " + line).split(" "));
  }

  @Test
  void the_parts_of_a_worker_are_drawn() {
    CommandRun run = graph("bootsteps");

    assertThat(run.status()).as(run.errors()).isZero();
    assertThat(run.output())
        .startsWith("digraph dependencies {\n    graph [shape=\"box\"")
        .contains(
            "root=\"⧉Consumer\"", "\"Control\" -> \"Tasks\"", "\"Connection\" -> \"⧉Consumer\"")
        .endsWith("}\n");
    assertThat(graph("bootsteps consumer").output()).doesNotContain("Pool");
    assertThat(graph("bootsteps worker").output()).doesNotContain("Mingle");
    assertThat(graph("bootsteps beat").errors()).contains("'beat' is no part of a worker");
  }

  @Test
  void named_workers_are_drawn_with_their_slots() {
    String drawing = graph("workers nodes:a,b threads:1,9").output();

    assertThat(drawing.lines())
        .contains(
            "    \"a\" [shape=\"box\", arrowhead=\"vee\", style=\"filled\", fontname=\"HelveticaNeue\","
                + " fillcolor=\"palegreen3\", color=\"palegreen4\"]")
        .anySatisfy(line -> assertThat(line).startsWith("    \"b\" -> \"memory://graph"))
        .anySatisfy(line -> assertThat(line).contains("\"thr-4\" -> \"b\""))
        .noneSatisfy(line -> assertThat(line).contains("thr-5"));
    assertThat(drawing).contains("label=\"⎨…7⎬\"", "label=\"9\"").doesNotContain("folder");
  }

  @Test
  void many_workers_are_drawn_in_short() {
    assertThat(graph("workers nodes:a,b,c,d,e,f enumerate generic").output())
        .contains("\"Worker1\" ", "\"Worker2\" ", "\"⎨…3⎬\" ", "\"Worker6\" ")
        .contains("\"Broker (memory://)\"")
        .doesNotContain("Worker3");
    assertThat(graph("workers nodes:a,b,c,d,e,f wmax:0").output()).contains("\"c\" ", "\"e\" ");
  }

  @Test
  void those_of_the_cluster_are_asked() {
    try (Celery app = SampleApps.shop("graph");
        Worker worker = app.worker().hostname("drawn@here").concurrency(2).start()) {
      assertThat(worker.hostname()).isEqualTo("drawn@here");

      assertThat(graph("workers").output())
          .contains("\"drawn@here\" -> \"memory://graph", "\"thr-2\" -> \"drawn@here\"");
    }
    assertThat(graph("workers").status()).isEqualTo(69);
    assertThat(graph("workers nodess:a").status()).isEqualTo(2);
  }
}
