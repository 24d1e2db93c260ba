package io.celeriac.cli;

import io.celeriac.BrokerException;
import io.celeriac.ClusterState;
import io.celeriac.Event;
import io.celeriac.EventListener;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Paints what goes on in a cluster on a whole terminal, again and again until q is pressed. What
 * stood there before comes back at the end.
 */
final class EventsView implements EventListener, AutoCloseable {

  private static final String ENTER = "\u001B[?1049h\u001B[?25l";
  private static final String LEAVE = "\u001B[?25h\u001B[?1049l";
  private static final String HOME = "\u001B[H";
  private static final String CLEAR_REST = "\u001B[K";
  private static final String CLEAR_BELOW = "\u001B[J";
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final PrintWriter out;
  private final EventScreen screen;
  private final Clock clock;
  private final Surroundings surroundings;
  private final ClusterState cluster = new ClusterState();
  private final Keyboard keyboard;
  private final Thread lastRites = new Thread(this::restore, "celeriac-terminal");
  private volatile Optional<String> problem = Optional.of("Connecting…");
  private int skip;

  EventsView(
      PrintWriter out,
      EventScreen screen,
      Clock clock,
      Surroundings surroundings,
      Keyboard keyboard) {
    this.out = out;
    this.screen = screen;
    this.clock = clock;
    this.surroundings = surroundings;
    this.keyboard = keyboard;
    Runtime.getRuntime().addShutdownHook(lastRites);
    out.print(ENTER);
  }

  @Override
  public void event(Event event) {
    cluster.event(event);
  }

  @Override
  public void connected() {
    problem = Optional.empty();
  }

  @Override
  public void disconnected(BrokerException cause) {
    problem = Optional.of("No events come for now: " + cause.getMessage());
  }

  /** Paints once, and waits for a key; whether to go on. */
  boolean paint() throws InterruptedException {
    TerminalSize size = TerminalSize.of(surroundings);
    List<String> lines =
        screen.lines(cluster, clock.instant(), size.columns() - 1, size.rows(), problem, skip);
    out.print(HOME + String.join(CLEAR_REST + "\r\n", lines) + CLEAR_REST + CLEAR_BELOW);
    out.flush();
    return switch (keyboard.next(PAUSE.toMillis()).orElse(null)) {
      case null -> true;
      case QUIT -> false;
      case UP -> {
        skip = Math.max(0, skip - 1);
        yield true;
      }
      case DOWN -> {
        skip = Math.min(ClusterState.MAX_TASKS - 1, skip + 1);
        yield true;
      }
    };
  }

  private void restore() {
    keyboard.close();
    out.print(LEAVE);
    out.flush();
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(lastRites);
    restore();
  }
}
