package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.ServiceLoader;
import javax.annotation.processing.Processor;
import org.junit.jupiter.api.Test;

/** How compilers and build tools find the processor. */
final class RegistrationTest {

  @Test
  void compilers_find_it_on_their_path() {
    assertThat(ServiceLoader.load(Processor.class)).hasAtLeastOneElementOfType(TaskProcessor.class);
  }

  @Test
  void incremental_builds_know_that_each_generated_class_comes_of_one_source() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/META-INF/gradle/incremental.annotation.processors"))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(TaskProcessor.class.getName() + ",isolating\n");
    }
  }
}
