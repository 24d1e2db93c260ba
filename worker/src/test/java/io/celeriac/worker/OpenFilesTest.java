package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {

  @Test
  void the_soft_limit_is_read_from_the_words_of_the_kernel() {
    assertThat(
            OpenFiles.limit(
                List.of(
                    "Limit                     Soft Limit           Hard Limit           Units     ",
                    "Max processes             95500                95500                processes ",
                    "Max open files            1024                 524288               files     ")))
        .contains(1024L);
  }

  @Test
  void no_limit_is_none() {
    assertThat(OpenFiles.limit(List.of("Max open files   unlimited   unlimited   files")))
        .isEmpty();
    assertThat(OpenFiles.limit(List.of())).isEmpty();
  }
}
