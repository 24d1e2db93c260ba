package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {

  @ParameterizedTest
  @CsvSource({
    "0, exitcode 0",
    "1, exitcode 1",
    "128, exitcode 128",
    "137, signal 9 (SIGKILL)",
    "139, signal 11 (SIGSEGV)",
    "134, signal 6 (SIGABRT)",
    "143, signal 15 (SIGTERM)",
    "162, signal 34",
    "255, exitcode 255",
  })
  void it_reads_as_celery_writes_it(int value, String text) {
    assertThat(new ExitStatus(value)).hasToString(text);
  }

  @Test
  void resident_memory_is_read_from_what_linux_says() throws IOException {
    assertThat(ResidentMemory.of(List.of("Name:\tjava", "VmRSS:\t   52340 kB", "Threads:\t12")))
        .isEqualTo(52_340);
    assertThat(ResidentMemory.kib()).isPositive();
  }
}
