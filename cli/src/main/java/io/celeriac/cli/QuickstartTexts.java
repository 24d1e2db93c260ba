package io.celeriac.cli;

import io.celeriac.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;

/** What the demonstration says besides the calls' stories. */
final class QuickstartTexts {

  private final QuickstartView view;
  private final Terminal terminal;
  private final boolean once;

  QuickstartTexts(QuickstartView view, Terminal terminal, boolean once) {
    this.view = view;
    this.terminal = terminal;
    this.once = once;
  }

  void title() {
    String title = Style.BOLD.of("Celeriac", terminal) + " " + VersionText.version();
    view.say("", "  " + title + ", Celery for the JVM", "");
  }

  void redis(EmbeddedRedis redis) {
    view.ready(redis.version(), "its own, for development only, on port " + redis.port());
  }

  void worker(int tasks, Duration firstAnswer) {
    view.ready(
        "Worker",
        tasks + " tasks on virtual threads, first answer in " + Spans.text(firstAnswer.toNanos()));
  }

  /** All went well: how to go on from here. */
  void invite(int calls, String url) {
    view.say(
        "  All " + calls + " calls ended as they should.",
        "",
        (once
            ? "  Without --once the worker stays up for Python (pip install 'celery[redis]'):"
            : "  Call the same worker from Python (pip install 'celery[redis]'):"),
        "",
        code("from celery import Celery"),
        code("app = Celery(broker=(u := \"" + url + "\"), backend=u)"),
        code("print(app.send_task(\"quickstart.add\", (40, 2)).get(timeout=10))"),
        "");
    if (!once) {
      view.say("  It stays up until Ctrl-C. Calls that come in:", "");
    }
  }

  private String code(String line) {
    return "  " + Style.CYAN.of(line, terminal);
  }

  /** Something went wrong: what is known of it, and what to do. */
  void explain(List<String> logged) {
    view.say("  Not every call ended as it should; what is wrong stands above.");
    if (!logged.isEmpty()) {
      view.say("  The last that was logged:");
      logged.forEach(line -> view.say("    " + line));
    }
    view.say(
        "  On a machine that is very busy, try again when it has calmed down. If it goes wrong",
        "  again, please report it, with all of this and what './celeriac report' prints.");
  }

  void stopped() {
    view.say("", "  Stopped.");
  }
}
