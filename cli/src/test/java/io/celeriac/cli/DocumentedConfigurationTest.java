package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in docs/configuration.md do what they say. */
class DocumentedConfigurationTest {

  private static final Pattern BLOCK = Pattern.compile("```(toml|yaml)\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VARIABLE =
      Pattern.compile("^(CELER[A-Z_]+)='?(.*?)'?$", Pattern.MULTILINE);

  @TempDir Path directory;

  private String document = "";

  @BeforeEach
  void read_the_document() throws IOException {
    document = Files.readString(Path.of("..", "docs", "configuration.md"));
  }

  @Test
  void the_three_files_say_the_same() throws IOException {
    List<MatchResult> blocks = BLOCK.matcher(document).results().toList();
    assertThat(blocks).hasSize(3);
    for (MatchResult block : blocks) {
      Path file = directory.resolve("example." + block.group(1));
      Files.writeString(file, block.group(2));

      Settings settings = ConfigurationFile.read(file, "docs/configuration.md");

      assertThat(settings.explicit())
          .as(block.group())
          .containsOnlyKeys(
              "broker_url",
              "task_acks_late",
              "task_time_limit",
              "worker_concurrency",
              "broker_transport_options")
          .containsEntry("broker_transport_options", Map.of("visibility_timeout", 7200))
          .containsEntry("worker_concurrency", 8);
    }
  }

  @Test
  void the_variables_are_settings() {
    Map<String, String> variables =
        VARIABLE
            .matcher(document)
            .results()
            .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));

    assertThat(EnvironmentSettings.read(variables).explicit())
        .containsOnlyKeys(
            "broker_url",
            "result_backend",
            "task_acks_late",
            "task_time_limit",
            "accept_content",
            "task_routes");
  }
}
