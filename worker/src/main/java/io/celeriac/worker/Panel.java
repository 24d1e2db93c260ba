package io.celeriac.worker;

import io.celeriac.RemoteCommand;
import io.celeriac.Worker;
import io.celeriac.spi.Printable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that a worker answers, by name. Whatever is wrong with a request is the answer to
 * it, in Python's words.
 */
final class Panel {

  private static final Logger LOG = LoggerFactory.getLogger(Panel.class);

  /** Answers one command. */
  interface Handler {
    @Nullable Object answer(CommandArguments arguments) throws Exception;
  }

  /**
   * What came of a command.
   *
   * @param value the answer
   */
  record Answer(@Nullable Object value) {}

  private record Entry(CommandSignature signature, Handler handler, boolean answers) {}

  private final Map<String, Entry> entries = new HashMap<>();

  /** A command that is answered. */
  void add(CommandSignature signature, Handler handler) {
    entries.put(signature.name(), new Entry(signature, handler, true));
  }

  /** A command that is answered, under an older name as well. */
  void add(CommandSignature signature, String alias, Handler handler) {
    add(signature, handler);
    entries.put(alias, new Entry(signature, handler, true));
  }

  /** A command that is carried out and not answered. */
  void addSilent(CommandSignature signature, Handler handler) {
    entries.put(signature.name(), new Entry(signature, handler, false));
  }

  /** A command of the application's own; it may take the place of one of Celery's. */
  void add(RemoteCommand command, Worker worker) {
    command
        .handler()
        .ifPresent(handler -> {
          CommandSignature signature = CommandSignature.of(command.name());
          Handler own = arguments -> handler.answer(worker, arguments.values());
          add(signature, own);
          command.alias().ifPresent(alias -> add(signature, alias, own));
        });
  }

  /** Carries out a command; the answer, unless it is one that is not answered. */
  Optional<Answer> dispatch(String method, Map<String, @Nullable Object> arguments) {
    try {
      Entry entry = entries.get(method);
      if (entry == null) {
        throw new PythonError("KeyError", method);
      }
      entry.signature().check(arguments.keySet());
      Answer answer = new Answer(entry.handler().answer(new CommandArguments(arguments)));
      return entry.answers() ? Optional.of(answer) : Optional.empty();
    } catch (PythonError e) {
      LOG.error(
          "The command {} was wrong: {}",
          Printable.word(method),
          Printable.line(PythonError.repr(e)));
      return Optional.of(error(e));
    } catch (Exception | StackOverflowError e) {
      LOG.error("The command {} failed", Printable.word(method), e);
      return Optional.of(error(e));
    }
  }

  static Answer error(Throwable thrown) {
    return new Answer(Map.of("error", PythonError.repr(thrown)));
  }

  /** An answer that all went well. */
  static Map<String, String> ok(String text) {
    return Map.of("ok", text);
  }

  /** An answer that something was wrong. */
  static Map<String, String> nok(String text) {
    return Map.of("error", text);
  }
}
