package io.celeriac;

import io.celeriac.protocol.PythonRepr;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions as Celery stores them: class name, module and arguments, from which a Python client
 * builds one it can catch; and back. Common Java exceptions become the Python builtin that a Python
 * programmer would expect; all others keep their Java names.
 */
public final class Failures {

  private Failures() {}

  /** The three-member object of results.md: exc_type, exc_message, exc_module. */
  public static Map<String, @Nullable Object> toWire(Throwable thrown) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    wire.put("exc_type", pythonType(thrown));
    wire.put("exc_message", arguments(thrown));
    wire.put("exc_module", pythonModule(thrown));
    return wire;
  }

  private static List<@Nullable Object> arguments(Throwable thrown) {
    if (thrown instanceof PythonException python) {
      return python.pythonArguments();
    }
    if (thrown instanceof TaskFailedException failed) {
      return failed.arguments();
    }
    String message = thrown.getMessage();
    List<@Nullable Object> arguments = new ArrayList<>(1);
    if (message != null) {
      arguments.add(message);
    }
    return arguments;
  }

  private static @Nullable String builtin(Throwable thrown) {
    return switch (thrown) {
      case NumberFormatException e -> "ValueError";
      case IllegalArgumentException e -> "ValueError";
      case IndexOutOfBoundsException e -> "IndexError";
      case NoSuchElementException e -> "LookupError";
      case ArithmeticException e -> "ArithmeticError";
      case UnsupportedOperationException e -> "NotImplementedError";
      case ClassCastException e -> "TypeError";
      case TimeoutException e -> "TimeoutError";
      case java.io.FileNotFoundException e -> "FileNotFoundError";
      case java.net.ConnectException e -> "ConnectionRefusedError";
      case IOException e -> "OSError";
      case UncheckedIOException e -> "OSError";
      case OutOfMemoryError e -> "MemoryError";
      case StackOverflowError e -> "RecursionError";
      case AssertionError e -> "AssertionError";
      default ->
          thrown.getClass() == RuntimeException.class
                  || thrown.getClass() == IllegalStateException.class
              ? "RuntimeError"
              : thrown.getClass() == Exception.class ? "Exception" : null;
    };
  }

  /** The name of the Python class. */
  public static String pythonType(Throwable thrown) {
    if (thrown instanceof PythonException python) {
      return python.pythonType();
    }
    if (thrown instanceof TaskFailedException failed) {
      return failed.type();
    }
    String builtin = ownClass(thrown) ? null : builtin(thrown);
    if (builtin != null) {
      return builtin;
    }
    String name = thrown.getClass().getName();
    String module = thrown.getClass().getPackageName();
    return (module.isEmpty() ? name : name.substring(module.length() + 1)).replace('$', '.');
  }

  /** Whether it is a class of the application: its own name says more than a builtin's. */
  private static boolean ownClass(Throwable thrown) {
    return !thrown.getClass().getName().startsWith("java.");
  }

  /** The module of the Python class; the Java package where there is none. */
  public static String pythonModule(Throwable thrown) {
    if (thrown instanceof PythonException python) {
      return python.pythonModule();
    }
    if (thrown instanceof TaskFailedException failed) {
      return failed.module();
    }
    return ownClass(thrown) || builtin(thrown) == null
        ? thrown.getClass().getPackageName()
        : "builtins";
  }

  /** The representation in log lines and events, as Python writes it: {@code ValueError('no')}. */
  public static String repr(Throwable thrown) {
    StringBuilder text = new StringBuilder(pythonType(thrown)).append('(');
    Iterator<@Nullable Object> arguments = arguments(thrown).iterator();
    while (arguments.hasNext()) {
      Object argument = arguments.next();
      text.append(
          argument instanceof String message
              ? PythonRepr.literal(message)
              : PythonRepr.of(argument));
      if (arguments.hasNext()) {
        text.append(", ");
      }
    }
    return text.append(')').toString();
  }

  /** The stack trace as text that begins and ends as Python's do. */
  public static String traceback(Throwable thrown) {
    StringWriter text = new StringWriter();
    text.write("Traceback (most recent call last):\n");
    thrown.printStackTrace(new PrintWriter(text, true));
    String message = thrown.getMessage();
    text.write(pythonType(thrown) + (message == null ? "" : ": " + message));
    return text.toString();
  }

  /** The exception that a stored failure stands for, whatever state it was stored with. */
  static RuntimeException stored(
      String taskId, @Nullable Object result, @Nullable String traceback) {
    return fromWire(taskId, "FAILURE", result, traceback);
  }

  /** The exception that a stored failure is thrown as. */
  static RuntimeException fromWire(
      String taskId, String status, @Nullable Object result, @Nullable String traceback) {
    Map<?, ?> wire = result instanceof Map<?, ?> map ? map : Map.of();
    Object type = wire.get("exc_type");
    Object module = wire.get("exc_module");
    List<@Nullable Object> arguments = new ArrayList<>();
    switch (wire.get("exc_message")) {
      case Collection<?> several -> arguments.addAll(several);
      case null -> {}
      case Object one -> arguments.add(one);
    }
    if (status.equals("REVOKED")) {
      return new TaskRevokedError(
          "Task " + taskId + " was " + (arguments.isEmpty() ? "revoked" : arguments.getFirst()));
    }
    return new TaskFailedException(
        taskId,
        module == null ? "" : String.valueOf(module),
        type == null ? String.valueOf(result) : String.valueOf(type),
        arguments,
        traceback);
  }
}
