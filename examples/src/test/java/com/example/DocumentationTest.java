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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guides show code that is compiled here, line by line. */
final class DocumentationTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");

  @ParameterizedTest
  @CsvSource({"tasks,5", "canvas,15", "results,2", "workflow-failures,1"})
  void every_example_of_a_guide_is_compiled(String page, int most) throws IOException {
    List<String> sources = sources();
    List<String> blocks = blocks(Path.of("../docs/" + page + ".md"));

    assertThat(blocks).hasSizeGreaterThan(most);
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
