package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeFileNameTest {

  @ParameterizedTest
  @CsvSource({
    "/var/log/%n.log, /var/log/mail.log",
    "%h-%d, www.example.com-example.com",
    "%p, mail@www.example.com",
    "%n%I-%i, mail-0",
    "100%%.log, 100%.log",
    "plain, plain",
    "%, %",
  })
  void the_parts_of_the_node_are_put_in(String pattern, String name) {
    assertThat(NodeFileName.expand(pattern, "mail@www.example.com", 0)).isEqualTo(name);
  }

  @Test
  void a_host_without_a_domain_has_none() {
    assertThat(NodeFileName.expand("[%d]", "celery@localhost", 0)).isEqualTo("[]");
  }

  @Test
  void the_child_of_a_process_pool_has_its_index() {
    assertThat(NodeFileName.expand("%n%I.%i.log", "celery@localhost", 3))
        .isEqualTo("celery-3.3.log");
  }

  @Test
  void an_unknown_letter_is_refused() {
    assertThatThrownBy(() -> NodeFileName.expand("a%zb", "celery@localhost", 0))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("a%zb")
        .hasMessageContaining("%z");
  }
}
