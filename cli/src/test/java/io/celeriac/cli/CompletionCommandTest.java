package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asked of the shells themselves, where they are installed; with CI=true they have to be. */
final class CompletionCommandTest {

  @TempDir Path directory;
  private Path script = Path.of("");

  @BeforeEach
  void name_the_script() {
    script = directory.resolve("script");
  }

  private String shell(String name, String... words) throws IOException, InterruptedException {
    boolean installed =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, name)));
    TestServers.ofEnvironment().require(installed, name + " is not installed");
    Files.writeString(script, CommandRun.of(directory, "completion", name).output());
    List<String> command = Stream.concat(Stream.of(name), Stream.of(words)).toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", directory.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "celeriac wor | worker | beat",
        "celeriac beat | remove | purge",
        "celeriac dead re | replay | remove",
        "celeriac dead list --re | --reason | --force",
        "celeriac worker --que | --queues | --quiet2",
        "celeriac worker --loglevel=D | DEBUG | --detach",
        "celeriac -A x multi --bro | --broker | --queues",
        "celeriac list b | bindings | worker",
        "celeriac inspect act | active_queues | autoscale",
        "celeriac control rev | revoke_by_stamped_headers | registered",
        "celeriac worker --pool=p | prefork | gevent",
        "celeriac completion z | zsh | bash",
      })
  void fish_offers_commands_and_options(String typed, String offered, String not) throws Exception {
    String output =
        shell(
            "fish",
            "--no-config",
            "-c",
            "source " + script + "; complete -C '" + typed + (typed.endsWith("beat") ? " '" : "'"));

    assertThat(output).contains(offered).doesNotContain(not);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "celeriac wor | worker",
        "celeriac inspect active_q | active_queues",
        "celeriac worker --pool pre | prefork",
      })
  void bash_offers_them_too(String typed, String offered) throws Exception {
    int last = typed.split(" ").length - 1;
    String output =
        shell(
            "bash",
            "-c",
            "source "
                + script
                + "; COMP_WORDS=(%1$s); COMP_CWORD=%2$d; COMP_LINE='%1$s';".formatted(typed, last)
                + " _complete_celeriac 2>/dev/null; echo \"${COMPREPLY[@]}\"");

    assertThat(output.strip()).isEqualTo(offered);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void the_scripts_have_no_mistake_in_them(String name) throws Exception {
    assertThat(shell(name, "-n", script.toString())).isEmpty();
  }

  @Test
  void other_shells_are_refused() {
    CommandRun run = CommandRun.of(directory, "completion", "tcsh");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("tcsh", "FISH");
  }
}
