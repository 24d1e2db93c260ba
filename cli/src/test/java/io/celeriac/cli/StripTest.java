package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Retry;
import io.celeriac.Signature;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StripTest {

  private static final long MILLI = 1_000_000;

  @Test
  void a_call_is_drawn_from_left_to_right() {
    CallStory story = story();
    story.sent(0);
    story.started(20 * MILLI);
    story.ran(40 * MILLI, Retry.in(Duration.ofMillis(20)).because(new IOException("down")));
    story.started(60 * MILLI);
    story.ran(90 * MILLI, null);
    story.answered(95 * MILLI, new QuickstartCall.Answer(5, null));

    assertThat(drawn(story, 10, 100, 100)).isEqualTo("..==x.===o");
  }

  @Test
  void what_goes_on_reaches_to_the_present() {
    CallStory story = story();
    story.sent(0);
    story.started(20 * MILLI);

    assertThat(drawn(story, 10, 100, 50)).isEqualTo("..====    ");
  }

  @Test
  void a_moment_beyond_its_end_is_drawn_at_its_end() {
    CallStory story = story();
    story.sent(0);
    story.ran(500 * MILLI, new IOException("down"));

    assertThat(drawn(story, 4, 100, 500)).isEqualTo("...X");
  }

  @Test
  void a_crowd_is_drawn_as_high_as_it_is_large() {
    CrowdStory crowd = new CrowdStory("crowd", 2);
    crowd.sent(0);
    crowd.started(20 * MILLI);
    crowd.started(40 * MILLI);
    crowd.ran(60 * MILLI);
    crowd.ran(80 * MILLI);
    crowd.answered(90 * MILLI, 1, null);
    crowd.answered(95 * MILLI, 2, null);

    Strip strip = new Strip(Terminal.PLAIN, 10, 100 * MILLI);
    crowd.draw(strip, 100 * MILLI);

    assertThat(strip.toString()).isEqualTo("..==##==.o");
    assertThat(crowd.complaint()).isEmpty();
  }

  @Test
  void a_crowd_of_which_one_fails_or_answers_twice_is_complained_about() {
    CrowdStory crowd = new CrowdStory("crowd", 3);
    crowd.answered(1, 1, null);
    crowd.answered(2, 1, null);
    crowd.answered(3, null, new IOException("down"));

    assertThat(crowd.complaint().orElse("")).contains("2 of 3").contains("down");
  }

  @Test
  void seconds_are_written_above_and_never_over_each_other() {
    assertThat(Strip.axis(20, 2_500 * MILLI)).isEqualTo("0 s     1 s     2 s ");
    assertThat(Strip.axis(20, 60_000 * MILLI)).hasSize(20).contains("0 s").doesNotContain("s0");
    assertThat(Strip.axis(20, 100 * MILLI)).startsWith("0 s ");
  }

  @Test
  void spans_are_short() {
    assertThat(Spans.text(0)).isEqualTo("1 ms");
    assertThat(Spans.text(350 * MILLI)).isEqualTo("350 ms");
    assertThat(Spans.text(999_400_000)).isEqualTo("999 ms");
    assertThat(Spans.text(999_600_000)).isEqualTo("1.0 s");
    assertThat(Spans.text(1_234 * MILLI)).isEqualTo("1.2 s");
  }

  private static CallStory story() {
    return new CallStory(
        new QuickstartCall(
            "x()", Signature.of("x", Integer.class), true, (story, answer) -> Optional.empty()));
  }

  private static String drawn(Story story, int width, long spanMillis, long nowMillis) {
    Strip strip = new Strip(Terminal.PLAIN, width, spanMillis * MILLI);
    story.draw(strip, nowMillis * MILLI);
    return strip.toString();
  }
}
