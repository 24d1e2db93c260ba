package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskAnnotationsTest {

  private static TaskOptions annotated(Object annotations) {
    return TaskAnnotations.of(Settings.defaults().with("task_annotations", annotations, "test"))
        .on("add", TaskOptions.builder().maxRetries(1).timeLimit(Duration.ofSeconds(60)).build());
  }

  @Test
  void options_of_a_task_take_the_place_of_its_own() {
    TaskOptions options =
        annotated(Map.of("add", Map.of("rate_limit", "10/s", "max_retries", 5), "other", Map.of()));

    assertThat(options.rateLimit()).contains("10/s");
    assertThat(options.maxRetries()).isEqualTo(5);
    assertThat(options.timeLimit()).contains(Duration.ofSeconds(60));
  }

  @Test
  void a_star_means_all_and_a_name_outweighs_it() {
    TaskOptions options =
        annotated(
            List.of(
                Map.of("*", Map.of("acks_late", true, "time_limit", 10)),
                Map.of("add", Map.of("time_limit", "20s"))));

    assertThat(options.acksLate()).contains(true);
    assertThat(options.timeLimit()).contains(Duration.ofSeconds(20));
  }

  @Test
  void what_cannot_be_an_annotation_is_named() {
    assertThatThrownBy(() -> annotated(Map.of("add", Map.of("rate_limit", "often"))))
        .isInstanceOf(SettingException.class)
        .hasMessageContainingAll("task_annotations", "rate_limit", "'often'", "add", "10/s");
    assertThatThrownBy(() -> annotated(Map.of("add", Map.of("rate", "1/s"))))
        .hasMessageContainingAll("'rate'", "rate_limit");
    assertThatThrownBy(() -> annotated(Map.of("add", "1/s")))
        .hasMessageContaining("it would be a map of options");
    assertThatThrownBy(() -> annotated(Map.of("add", Map.of("acks_late", "perhaps"))))
        .hasMessageContainingAll("acks_late", "perhaps", "true or false");
  }
}
