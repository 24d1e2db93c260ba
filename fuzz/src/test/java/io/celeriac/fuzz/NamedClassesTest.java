package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedClassesTest {

  @Test
  void no_class_is_loaded_because_a_message_or_a_result_names_it(@TempDir Path directory)
      throws Exception {
    Path loaded = directory.resolve("loaded.log");

    ChildJvm.Ended ended =
        ChildJvm.run(
            directory,
            List.of("-Xshare:off", "-Xlog:class+load:file=" + loaded),
            NamedClasses.class,
            List.of());

    assertThat(ended.exit()).as(ended.output()).isZero();
    assertThat(ended.output()).containsPattern("read [1-9][0-9]{2}");
    String classes = Files.readString(loaded);
    assertThat(classes).as("what is loaded by name shows").contains(NamedClasses.CONTROL);
    assertThat(classes).as("the bean was asked for").contains("NamedClasses$Named");
    NamedClasses.TARGETS.forEach(target -> assertThat(classes).doesNotContain(target));
  }
}
