package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogLayoutTest {

  private final LoggerContext context = new LoggerContext();

  @Test
  void a_line_has_the_form_of_celery() {
    assertThat(line(false, "io.celeriac.worker.task", Level.INFO, "main", Map.of(), null))
        .isEqualTo(
            "[2026-11-23 18:04:05,678: INFO/MainProcess] Task shop.add[42] received"
                + System.lineSeparator());
  }

  @ParameterizedTest
  @CsvSource({"DEBUG, DEBUG", "INFO, INFO", "WARN, WARNING", "ERROR, ERROR", "TRACE, DEBUG"})
  void levels_have_the_names_of_python(String level, String name) {
    assertThat(line(false, "x", Level.toLevel(level), "main", Map.of(), null))
        .contains(": " + name + "/MainProcess]");
  }

  @Test
  void threads_are_told_apart_and_virtual_ones_have_no_name() {
    assertThat(line(false, "x", Level.INFO, "celeriac-task-3", Map.of(), null))
        .contains("INFO/celeriac-task-3]");
    assertThat(line(false, "x", Level.INFO, "", Map.of(), null)).contains("INFO/virtual]");
  }

  @Test
  void what_an_application_logs_in_a_task_names_the_task() {
    Map<String, String> task = Map.of("task_id", "42", "task_name", "shop.add");

    assertThat(line(false, "com.example.Shop", Level.INFO, "main", task, null))
        .contains("] shop.add[42]: Task");
    assertThat(line(false, "io.celeriac.worker.task", Level.INFO, "main", task, null))
        .contains("] Task");
  }

  @Test
  void an_exception_is_written_with_its_stack_trace() {
    assertThat(
            line(false, "x", Level.ERROR, "main", Map.of(), new IllegalStateException("sold out")))
        .contains("java.lang.IllegalStateException: sold out", "\tat io.celeriac.cli");
  }

  @Test
  void colours_are_for_terminals() {
    assertThat(line(true, "x", Level.ERROR, "main", Map.of(), null))
        .startsWith("\u001B[31m[")
        .endsWith("\u001B[0m" + System.lineSeparator());
    assertThat(line(true, "x", Level.INFO, "main", Map.of(), null)).startsWith("[");
  }

  private String line(
      boolean colours,
      String logger,
      Level level,
      String thread,
      Map<String, String> task,
      @Nullable Throwable thrown) {
    LogLayout layout = new LogLayout(colours, ZoneId.of("Europe/Berlin"));
    layout.setContext(context);
    layout.start();
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger(logger),
            level,
            "Task {} received",
            thrown,
            new Object[] {"shop.add[42]"});
    event.setInstant(Instant.parse("2026-11-23T17:04:05.678Z"));
    event.setThreadName(thread);
    event.setMDCPropertyMap(task);
    return layout.doLayout(event);
  }
}
