package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide to tasks shows code that is compiled here, line by line. */
final class DocumentationTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @Test
  void every_example_of_the_guide_to_tasks_is_compiled() throws IOException {
    List<String> sources = sources();
    List<String> blocks = blocks(Path.of("../docs/tasks.md"));

    assertThat(blocks).hasSizeGreaterThan(5);
    assertThat(blocks)
        .allSatisfy(
            block -> assertThat(sources).anyMatch(source -> source.contains("\n" + block + "\n")));
  }

  /** The examples of a page, each without its indentation. */
  private static List<String> blocks(Path page) throws IOException {
    return BLOCK
        .matcher(Files.readString(page))
        .results()
        .map(each -> bare(each.group(1)))
        .toList();
  }

  private static List<String> sources() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        sources.add("\n" + bare(Files.readString(file)) + "\n");
      }
    }
    return sources;
  }

  private static String bare(String code) {
    return code.strip().lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
