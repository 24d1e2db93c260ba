package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordClaim;
import io.celeriac.spi.ChordPart;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.Completed;
import io.celeriac.spi.TaskScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the parts of chords, and joins a chord when its last part is in: the body is sent with the
 * list of the results, or fails when one of them did. docs/protocol/results.md, section 7.2.
 */
final class ChordJoin {

  private static final Logger LOG = LoggerFactory.getLogger(ChordJoin.class);

  private final Settings settings;
  private final ResultAccess results;
  private final CanvasSender canvas;
  private final ChordFailureLink failure;

  /** Fails a chord; the two need each other, for a body may be in a chord itself. */
  interface ChordFailureLink {
    void fail(Draft body, TaskError.ChordError error);
  }

  ChordJoin(
      Settings settings, ResultAccess results, CanvasSender canvas, ChordFailureLink failure) {
    this.settings = settings;
    this.results = results;
    this.canvas = canvas;
    this.failure = failure;
  }

  /** Takes a part in. */
  void part(ChordPart part, Draft body) {
    if (!(results.backend().chords() instanceof ChordSupport.Counted counted)) {
      return;
    }
    counted.store().part(part).ifPresent(claim -> join(part.groupId(), claim, body));
  }

  private void join(String groupId, ChordClaim claim, Draft body) {
    List<@Nullable Object> values;
    try {
      values = values(claim);
    } catch (TaskError.ChordError e) {
      failed(groupId, claim, body, e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // another takes over when the claim has expired
    } catch (RuntimeException e) {
      Throwable cause = Completed.unwrapped(e);
      failed(
          groupId,
          claim,
          body,
          new TaskError.ChordError("Join error: " + Failures.repr(cause), cause));
      return;
    }
    if (!claim.extend(sendingTime(body))) {
      LOG.warn("Chord {} is joined by another worker: this one's claim has expired", groupId);
      return;
    }
    try {
      send(body, values);
    } catch (RuntimeException e) {
      LOG.error("The body of chord {} could not be sent: {}", groupId, e.getMessage(), e);
      failure.fail(body, new TaskError.ChordError("Callback error: " + Failures.repr(e), e));
    } finally {
      claim.done();
    }
  }

  /** Sends a body with the results of its header. */
  void send(Draft body, List<@Nullable Object> values) {
    canvas.send(body, List.of(values), Map.of());
  }

  private void failed(String groupId, ChordClaim claim, Draft body, TaskError.ChordError error) {
    LOG.error("Chord {} failed: {}", groupId, error.getMessage());
    try {
      failure.fail(body, error);
    } finally {
      claim.failed();
    }
  }

  private List<@Nullable Object> values(ChordClaim claim) throws InterruptedException {
    Optional<ResultTuple> header = claim.header();
    if (header.isPresent()) {
      return nested(header.get());
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (ChordPart part : claim.parts()) {
      if (part.state().equals("FAILURE") || part.state().equals("REVOKED")) {
        Throwable cause = Failures.stored(part.taskId(), part.result(), null);
        throw new TaskError.ChordError(
            "Dependency " + part.taskId() + " raised " + Failures.repr(cause), cause);
      }
      values.add(part.result());
    }
    return values;
  }

  /** Joins results of which some are groups, as they are nested. */
  @SuppressWarnings("unchecked") // a group of anything is a list of anything
  private List<@Nullable Object> nested(ResultTuple header) throws InterruptedException {
    AsyncResult<?> group = results.of(header, Object.class);
    Duration timeout = settings.find(Setting.RESULT_CHORD_JOIN_TIMEOUT).orElse(Duration.ofDays(1));
    try {
      return (List<@Nullable Object>) TaskScope.waiting(() -> group.get(timeout));
    } catch (RuntimeException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("waiting for a result throws nothing else", e);
    }
  }

  /** How long publishing may take with all its retries; an estimate, as Celery makes it. */
  private Duration sendingTime(Draft body) {
    PublishRetry policy = PublishRetry.of(settings);
    int retries = Boolean.FALSE.equals(body.options.get("retry")) ? 0 : policy.maxRetries();
    Duration connecting =
        settings.find(Setting.BROKER_CONNECTION_TIMEOUT).orElse(Duration.ofSeconds(4));
    Duration waits = Duration.ZERO;
    for (int i = 0; i < retries; i++) {
      waits = waits.plus(policy.waitBefore(i));
    }
    Duration more =
        connecting.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : connecting;
    return Duration.ofSeconds(
        connecting
            .multipliedBy(retries + 1L)
            .plus(waits)
            .plus(more)
            .plusNanos(999_999_999)
            .toSeconds());
  }
}
