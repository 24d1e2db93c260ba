package io.celeriac.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The story of many like calls at once: how many of them run. Thread-safe. */
final class CrowdStory implements Story {

  private final String label;
  private final int size;
  private final List<Moment> moments = new ArrayList<>();
  private final List<Long> starts = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private final Set<Object> answers = new HashSet<>();
  private final List<String> failures = new ArrayList<>();
  private long lastAnswer;

  CrowdStory(String label, int size) {
    this.label = label;
    this.size = size;
  }

  synchronized void sent(long at) {
    moments.add(new Moment(at, Kind.SENT, size + " sent"));
  }

  synchronized void started(long at) {
    starts.add(at);
    if (starts.size() == 1) {
      moments.add(new Moment(at, Kind.STARTED, "the first runs"));
    }
    if (starts.size() == size) {
      moments.add(
          new Moment(at, Kind.STARTED, "the last one started, " + running() + " run at once"));
    }
  }

  synchronized void ran(long at) {
    ends.add(at);
  }

  private int running() {
    return starts.size() - ends.size();
  }

  /** An answer, or the failure in its place. */
  synchronized void answered(long at, @Nullable Object answer, @Nullable Throwable failure) {
    lastAnswer = at;
    if (answer == null) {
      failures.add(String.valueOf(failure == null ? "no result" : failure.getMessage()));
    } else {
      answers.add(answer);
    }
    if (ended()) {
      moments.add(new Moment(at, Kind.ANSWERED, "all " + size + " answers are there"));
    }
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public synchronized List<Moment> moments() {
    return List.copyOf(moments);
  }

  @Override
  public synchronized boolean ended() {
    return answers.size() + failures.size() >= size;
  }

  @Override
  public synchronized Optional<String> complaint() {
    return answers.size() == size
        ? Optional.empty()
        : Optional.of(
            (size - answers.size())
                + " of "
                + size
                + " did not give an answer of their own"
                + (failures.isEmpty() ? "" : "; the first that failed: " + failures.getFirst()));
  }

  @Override
  public synchronized String text() {
    if (ended()) {
      return "all " + answers.size() + " answers are there";
    }
    return ends.isEmpty() && starts.isEmpty()
        ? "sent"
        : running() + " running, " + ends.size() + " done";
  }

  @Override
  public synchronized long nanos(long now) {
    long sent = moments.isEmpty() ? now : moments.getFirst().at();
    return (ended() ? lastAnswer : now) - sent;
  }

  @Override
  public int calls() {
    return size;
  }

  @Override
  public synchronized void draw(Strip strip, long now) {
    if (!moments.isEmpty()) {
      long last = ended() ? lastAnswer : now;
      strip.levels(moments.getFirst().at(), last, at -> share(at));
      if (ended()) {
        strip.mark(lastAnswer, Strip.Glyph.DONE);
      }
    }
  }

  /** Which part of all runs at a time. */
  private double share(long at) {
    long running =
        starts.stream().filter(start -> start <= at).count()
            - ends.stream().filter(end -> end <= at).count();
    return (double) running / size;
  }
}
