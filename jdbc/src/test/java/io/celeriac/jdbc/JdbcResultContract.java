package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.ResultBackendContract;
import io.celeriac.testing.ResultFixture;
import io.celeriac.testing.ResultTraits;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every result backend does, but that a row does not tell the group and the parent. */
abstract class JdbcResultContract extends ResultBackendContract {

  @Override
  public ResultTraits traits() {
    return ResultTraits.counting().withChords(ResultTraits.Chords.POLLED);
  }

  @Override
  @Test
  public void every_part_of_a_document_is_found_by_another_process() {
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    extended.put("name", "proj.add");
    extended.put("args", List.of(2L, 3L));
    extended.put("kwargs", Map.of());
    extended.put("worker", "w1@example");
    extended.put("retries", 0L);
    extended.put("queue", null);
    extended.put("stamped_headers", List.of("tenant"));
    extended.put("tenant", "acme");
    List<@Nullable Object> children =
        Arrays.asList(Arrays.asList(Arrays.asList(ResultFixture.newId(), null), null));
    ResultDocument stored =
        new ResultDocument(
            ResultFixture.newId(),
            "SUCCESS",
            5L,
            "Traceback (most recent call last):\n…",
            children,
            "2026-11-23T17:03:37.000001+00:00",
            ResultFixture.newId(),
            ResultFixture.newId(),
            extended);
    fixture().worker().store(stored);

    assertThat(fixture().client().find(stored.taskId()))
        .contains(
            new ResultDocument(
                stored.taskId(),
                "SUCCESS",
                5L,
                stored.traceback(),
                children,
                stored.dateDone(),
                null,
                null,
                extended));
  }
}
