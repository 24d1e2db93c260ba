package io.celeriac.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Signature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuickstartViewTest {

  private static final long SECOND = 1_000_000_000L;

  private static final String ASCII = "[ -~\\n]*";

  private final StringWriter written = new StringWriter();
  private final PrintWriter out = new PrintWriter(written);

  @ParameterizedTest
  @ValueSource(ints = {70, 80, 100, 200})
  void on_a_terminal_no_line_is_longer_than_it_is_wide(int columns) {
    LiveView view = new LiveView(out, new Terminal(true, true, true), columns);

    view.show(List.of(good(), bad()), SECOND);

    assertThat(bare().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(columns));
  }

  @Test
  void on_a_terminal_the_rows_are_painted_over_and_the_cursor_comes_back() {
    LiveView view = new LiveView(out, new Terminal(true, true, true), 100);
    List<Story> stories = List.of(good());

    view.show(stories, SECOND);
    int rows = (int) written.toString().chars().filter(c -> c == '\n').count();
    view.close(stories, 2 * SECOND);

    assertThat(written.toString())
        .startsWith("\u001B[?25l")
        .contains("\u001B[" + rows + "A")
        .contains("\u001B[?25h");
    assertThat(bare()).contains("✔ add(2, 3)", "5", "●");
  }

  @Test
  void a_terminal_that_knows_ascii_only_is_shown_ascii_only() {
    LiveView view = new LiveView(out, new Terminal(true, false, false), 100);

    view.ready("Redis", "there");
    view.close(List.of(good(), bad()), SECOND);

    assertThat(bare()).matches(ASCII).contains("+ add(2, 3)", "! add(2, 4)");
  }

  @Test
  void what_went_wrong_is_said_in_full() {
    LiveView view = new LiveView(out, new Terminal(true, false, true), 70);

    view.close(List.of(bad()), SECOND);

    assertThat(bare()).contains("add(2, 4): it should have been 6 and not what it was, by far");
  }

  @Test
  void without_a_terminal_every_event_is_a_line_in_the_order_of_time() {
    PlainView view = new PlainView(out);
    List<Story> stories = List.of(good(), bad());

    view.show(stories, SECOND);
    view.show(stories, SECOND);
    view.close(stories, SECOND);

    assertThat(written.toString()).matches(ASCII);
    assertThat(written.toString().lines().map(String::strip).filter(line -> line.contains(" s  ")))
        .startsWith("0.000 s  add(2, 3)              sent")
        .isSorted()
        .doesNotHaveDuplicates();
    assertThat(written.toString())
        .containsPattern("ok +add\\(2, 3\\)")
        .containsPattern("WRONG +add\\(2, 4\\).*it should have been 6");
  }

  private String bare() {
    out.flush();
    return written.toString().replaceAll("\u001B\\[\\??\\d*[a-zA-Z]", "").replace("\r", "");
  }

  private static CallStory good() {
    CallStory story =
        new CallStory(
            new QuickstartCall(
                "add(2, 3)",
                Signature.of("add", Integer.class),
                true,
                (told, answer) -> Optional.empty()));
    story.sent(0);
    story.started(1_000_000);
    story.ran(2_000_000, null);
    story.answered(3_000_000, new QuickstartCall.Answer(5, null));
    return story;
  }

  private static CallStory bad() {
    CallStory story =
        new CallStory(
            new QuickstartCall(
                "add(2, 4)",
                Signature.of("add", Integer.class),
                true,
                (told, answer) ->
                    Optional.of("it should have been 6 and not what it was, by far")));
    story.sent(1);
    story.started(1_000_001);
    story.ran(2_000_001, new IOException("x".repeat(300)));
    story.answered(3_000_001, new QuickstartCall.Answer(null, new IOException("y".repeat(300))));
    return story;
  }
}
