package io.celeriac.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows the demonstration where there is no terminal: a line for all that happens, in ASCII. */
final class PlainView implements QuickstartView {

  private static final int LABEL = 22;

  private final PrintWriter out;
  private final Map<Story, Integer> told = new HashMap<>();

  PlainView(PrintWriter out) {
    this.out = out;
  }

  /** A moment, and whose. */
  private record Line(Story.Moment moment, Story story) {}

  @Override
  public void ready(String what, String details) {
    say("  " + pad(what) + " " + details);
  }

  @Override
  public void show(List<? extends Story> stories, long now) {
    List<Line> lines = new ArrayList<>();
    for (Story story : stories) {
      List<Story.Moment> moments = story.moments();
      moments.stream()
          .skip(told.getOrDefault(story, 0))
          .filter(moment -> moment.kind() != Story.Kind.DONE)
          .forEach(moment -> lines.add(new Line(moment, story)));
      told.put(story, moments.size());
    }
    lines.sort(Comparator.comparingLong(line -> line.moment().at()));
    for (Line line : lines) {
      say(
          String.format(
              Locale.ROOT,
              "  %6.3f s  %s %s",
              line.moment().at() / 1e9,
              pad(line.story().label()),
              line.moment().text().lines().findFirst().orElse("")));
    }
  }

  @Override
  public void close(List<? extends Story> stories, long now) {
    show(stories, now);
    say("");
    for (Story story : stories) {
      String verdict = story.complaint().isEmpty() ? "ok   " : "WRONG";
      say(
          String.format(
              Locale.ROOT,
              "  %s %s %7s  %s",
              verdict,
              pad(story.label()),
              Spans.text(story.nanos(now)),
              story.complaint().orElseGet(story::text)));
    }
    say("");
  }

  @Override
  public void say(String... lines) {
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }

  private static String pad(String text) {
    return text + " ".repeat(Math.max(0, LABEL - text.length()));
  }
}
