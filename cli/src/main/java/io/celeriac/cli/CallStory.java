package io.celeriac.cli;

import io.celeriac.Retry;
import io.celeriac.TaskError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The story of one call: each try, and the answer. Thread-safe. */
final class CallStory implements Story {

  private final QuickstartCall call;
  private final List<Moment> moments = new ArrayList<>();
  private Optional<QuickstartCall.Answer> answer = Optional.empty();

  CallStory(QuickstartCall call) {
    this.call = call;
  }

  QuickstartCall call() {
    return call;
  }

  synchronized void sent(long at) {
    moments.add(
        new Moment(
            at,
            Kind.SENT,
            call.signature().options().seconds("countdown").isEmpty()
                ? "sent"
                : "sent, to run later"));
  }

  synchronized void started(long at) {
    moments.add(new Moment(at, Kind.STARTED, tries() == 0 ? "started" : "started again"));
  }

  /** A run ended, with an exception or without. */
  synchronized void ran(long at, @Nullable Throwable thrown) {
    moments.add(
        switch (thrown) {
          case null -> new Moment(at, Kind.DONE, "done");
          case Retry retry -> new Moment(at, Kind.TRIED, again(retry));
          case TaskError.SoftTimeLimitExceeded _ ->
              new Moment(at, Kind.STOPPED, "stopped by its time limit");
          default -> new Moment(at, Kind.STOPPED, "failed: " + thrown.getMessage());
        });
  }

  private static String again(Retry retry) {
    return retry.reason().map(Throwable::getMessage).orElse("failed")
        + ", again in "
        + Spans.text(retry.countdown().map(d -> d.toNanos()).orElse(0L));
  }

  synchronized void answered(long at, QuickstartCall.Answer given) {
    answer = Optional.of(given);
    moments.add(new Moment(at, Kind.ANSWERED, "answer: " + given.text()));
  }

  synchronized long tries() {
    return moments.stream().filter(moment -> moment.kind() == Kind.STARTED).count();
  }

  /** How long after sending it first ran. */
  synchronized long waitedNanos() {
    long sent = at(Kind.SENT).orElse(0L);
    return at(Kind.STARTED).orElse(sent) - sent;
  }

  private Optional<Long> at(Kind kind) {
    return moments.stream().filter(m -> m.kind() == kind).map(Moment::at).findFirst();
  }

  @Override
  public String label() {
    return call.label();
  }

  @Override
  public synchronized List<Moment> moments() {
    return List.copyOf(moments);
  }

  @Override
  public synchronized boolean ended() {
    return answer.isPresent();
  }

  @Override
  public synchronized Optional<String> complaint() {
    return answer.isEmpty()
        ? Optional.of("no answer came; the last that happened: " + text())
        : call.check().complaint(this, answer.get());
  }

  @Override
  public synchronized String text() {
    return answer
        .map(QuickstartCall.Answer::text)
        .orElseGet(() -> moments.isEmpty() ? "" : moments.getLast().text());
  }

  @Override
  public synchronized long nanos(long now) {
    return at(Kind.ANSWERED).orElse(now) - at(Kind.SENT).orElse(now);
  }

  @Override
  public int calls() {
    return 1;
  }

  @Override
  public synchronized void draw(Strip strip, long now) {
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      long until = i + 1 < moments.size() ? moments.get(i + 1).at() : now;
      switch (moment.kind()) {
        case SENT -> strip.fill(moment.at(), until, Strip.Glyph.WAITING);
        case STARTED -> strip.fill(moment.at(), until, Strip.Glyph.RUNNING);
        case TRIED -> {
          strip.fill(moment.at(), until, Strip.Glyph.WAITING);
          strip.mark(moment.at(), Strip.Glyph.TRIED);
        }
        case STOPPED -> strip.mark(moment.at(), Strip.Glyph.STOPPED);
        case DONE -> strip.mark(moment.at(), Strip.Glyph.DONE);
        case ANSWERED -> {}
      }
    }
  }
}
