package io.celeriac.cli;

import io.celeriac.CeleryException;
import io.celeriac.MissingModuleException;
import io.celeriac.SettingException;
import io.celeriac.embedded.EmbeddedRedisException;
import io.celeriac.spi.Printable;
import io.celeriac.spi.Secrets;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells on standard error what went wrong, in one sentence where we know what it was and with a
 * stack trace where we do not, and turns it into Celery's exit codes: 2 for wrong usage and wrong
 * configuration, 69 when nobody is there to answer, 73 when it runs already, 1 for all else.
 */
final class Failure implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

  /** The option is not known, and may be a misspelt password. */
  private static final Pattern VALUE_OF_NO_OPTION =
      Pattern.compile("('--?[\\w.-]+=).*", Pattern.DOTALL);

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final int UNAVAILABLE = 69;
  private static final int CANNOT_CREATE = 73;

  @Override
  public int handleParseException(ParameterException thrown, String[] arguments) {
    CommandLine command = thrown.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("celeriac: " + wrongUsage(thrown));
    if (thrown instanceof UnmatchedArgumentException unmatched) {
      List<String> unknown = unmatched.getUnmatched();
      AbsentOptions.explain(command.getCommandName(), unknown).ifPresent(err::println);
      UnmatchedArgumentException.printSuggestions(thrown, err);
    }
    String path = command.getCommandSpec().qualifiedName();
    err.println("'" + path + " --help' tells what there is.");
    return WRONG_USAGE;
  }

  /** The first word that a command with commands does not know is meant for one of them. */
  private static String wrongUsage(ParameterException thrown) {
    CommandLine command = thrown.getCommandLine();
    if (thrown instanceof UnmatchedArgumentException unmatched
        && !command.getSubcommands().isEmpty()
        && !unmatched.getUnmatched().getFirst().startsWith("-")) {
      return "There is no command '"
          + command.getCommandSpec().qualifiedName()
          + " "
          + Printable.word(Secrets.text(unmatched.getUnmatched().getFirst()))
          + "'";
    }
    return message(thrown);
  }

  @Override
  public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    return switch (thrown) {
      case ParameterException wrong -> handleParseException(wrong, new String[0]);
      case AlreadyRunningException first -> tell(err, first, CANNOT_CREATE);
      case UnavailableException nobody -> tell(err, nobody, UNAVAILABLE);
      case UsageException wrong -> tell(err, wrong, WRONG_USAGE);
      case SettingException wrong -> tell(err, wrong, WRONG_USAGE);
      case MissingModuleException missing -> tell(err, missing, WRONG_USAGE);
      case CeleryException known -> tell(err, known, FAILED);
      case EmbeddedRedisException known -> tell(err, known, FAILED);
      case ApplicationException applications -> {
        err.println("celeriac: " + message(applications));
        err.print(trace(applications.thrown()));
        yield WRONG_USAGE;
      }
      default -> {
        err.println(
            "celeriac: "
                + Printable.line(thrown.toString())
                + ", which should not happen; please report it with this:");
        err.print(trace(thrown));
        yield FAILED;
      }
    };
  }

  private static int tell(PrintWriter err, Exception thrown, int code) {
    err.println("celeriac: " + message(thrown));
    LOG.debug("Thrown by:", thrown);
    return code;
  }

  /**
   * Of one line, for a peer may have worded it; only the command line's parser has more to say.
   * What was typed may hold a secret.
   */
  private static String message(Exception thrown) {
    String message = String.valueOf(thrown.getMessage());
    return switch (thrown) {
      case UnmatchedArgumentException _ ->
          Printable.lines(Secrets.text(VALUE_OF_NO_OPTION.matcher(message).replaceFirst("$1**'")));
      case ParameterException _ -> Printable.lines(Secrets.text(message));
      case UsageException _ -> Printable.line(Secrets.text(message));
      default -> Printable.line(message);
    };
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return Printable.lines(text.toString());
  }
}
