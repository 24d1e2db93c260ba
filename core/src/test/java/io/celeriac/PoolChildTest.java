package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PoolChildTest {

  @Test
  void a_child_learns_its_place_from_the_options_it_is_started_with() {
    PoolChild place = new PoolChild("/tmp/a b/pool", 12, 3, "w1@host.example");
    Properties properties = new Properties();
    place
        .jvmOptions()
        .forEach(option -> {
          assertThat(option).startsWith("-D");
          String[] parts = option.substring(2).split("=", 2);
          properties.setProperty(parts[0], parts[1]);
        });

    assertThat(PoolChild.of(properties)).contains(place);
    assertThat(place.processName()).isEqualTo("ForkPoolWorker-12");
  }

  @Test
  void a_process_that_somebody_started_is_no_child() {
    assertThat(PoolChild.of(new Properties())).isEmpty();
    assertThat(PoolChild.ofThisProcess()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefork", "processes", "PREFORK", "Processes"})
  void the_pool_has_both_of_celerys_names(String name) {
    assertThat(PoolKind.of(name, "a test")).isEqualTo(PoolKind.PREFORK);
    assertThat(PoolKind.PREFORK.wireName()).isEqualTo("prefork");
  }
}
