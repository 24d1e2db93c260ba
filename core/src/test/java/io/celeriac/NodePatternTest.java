package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.NodePattern.Matcher;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class NodePatternTest {

  private static final String NODE = "celery-worker-of-the-shop@host-0123456789.example.com";

  @ParameterizedTest
  @CsvSource({
    "celery*, true",
    "*@host-?123456789.*, true",
    "*@host-[!1-9]*, true",
    "celery, false",
    "*.org, false"
  })
  void a_glob_is_for_the_whole_name(String glob, boolean matches) {
    assertThat(new NodePattern(glob, Matcher.GLOB).matches(NODE)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource({
    "'celery', true",
    "'[a-z-]+@host-\\d{10}\\.', true",
    "'(celery|flower)(-\\w+){1,10}@', true",
    "'worker', false"
  })
  void a_regular_expression_is_for_the_beginning_of_the_name(String regex, boolean matches) {
    assertThat(new NodePattern(regex, Matcher.PCRE).matches(NODE)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(.|.)*!\\1",
        "(.*)*(.*)*(.*)*(.*)*(.*)*!",
        "(\\w|-|\\W|.)+$!\\1",
        "(){2000000000}",
        "((){1000}){1000}",
        "((((){99}){99}){99}){99}"
      })
  void a_regular_expression_that_would_not_end_is_refused(String regex) {
    assertThatThrownBy(() -> new NodePattern(regex, Matcher.PCRE).matches(NODE))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContainingAll("it", regex);
  }

  @Test
  void a_glob_that_would_not_end_is_refused() {
    NodePattern stars = new NodePattern("*".repeat(60) + "!", Matcher.GLOB);

    assertThatThrownBy(() -> stars.matches(NODE))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContaining("it takes too long to compare with '" + NODE + "'");
  }

  @Test
  void a_pattern_longer_than_any_name_is_refused() {
    NodePattern deep = new NodePattern("(".repeat(100_000), Matcher.PCRE);

    assertThatThrownBy(() -> deep.matches(NODE))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContaining("it is longer than 1000 characters");
  }
}
