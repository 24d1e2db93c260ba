package io.celeriac.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.SettingException;
import io.celeriac.protocol.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeNameTest {

  @Test
  void names_are_those_that_celery_makes() throws IOException {
    Object vector =
        new JsonSerializer()
            .decode(
                Files.readAllBytes(Path.of("src/test/resources/vectors/worker-node-names.json")),
                "utf-8");
    Object data = vector instanceof Map<?, ?> map ? map.get("data") : null;
    Object rows = data instanceof Map<?, ?> map ? map.get("names") : null;
    List<?> names = rows instanceof List<?> list ? list : List.of();
    assertThat(names).hasSizeGreaterThan(5);
    for (Object each : names) {
      Map<?, ?> row = (Map<?, ?>) each;
      if (row.get("node") instanceof String node) {
        assertThat(NodeName.expand("celery", String.valueOf(row.get("given")), "host.example.com"))
            .isEqualTo(node);
      }
    }
  }

  @Test
  void an_unknown_letter_is_an_error_that_lists_those_there_are() {
    assertThatThrownBy(() -> NodeName.expand("celery", "w@%x", "host"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("%x")
        .hasMessageContaining("%h");
  }
}
