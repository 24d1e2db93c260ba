package io.celeriac;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command of remote control: what the command line has to know of it, and, for one of an
 * application's own, how a worker answers it. Made by {@link #inspect} and {@link #control}; an
 * application registers its own with {@link CeleryBuilder#command}. Immutable.
 */
public final class RemoteCommand {

  /** Whether a command asks or acts: which of the two the command line offers it under. */
  public enum Kind {
    INSPECT,
    CONTROL
  }

  /** How the command line reads an argument. */
  public enum ArgumentType {
    TEXT,
    INTEGER,
    NUMBER,
    FLAG
  }

  /**
   * One argument of the command line.
   *
   * @param name the name it is sent by
   * @param type how it is read
   */
  public record Argument(String name, ArgumentType type) {}

  private final Builder given;

  private RemoteCommand(Builder given) {
    this.given = given;
  }

  /** A command that asks: {@code celeriac inspect NAME}. */
  public static Builder inspect(String name) {
    return new Builder(name, Kind.INSPECT);
  }

  /** A command that acts: {@code celeriac control NAME}. */
  public static Builder control(String name) {
    return new Builder(name, Kind.CONTROL);
  }

  public String name() {
    return given.name;
  }

  public Kind kind() {
    return given.kind;
  }

  /** Another name that workers answer to. */
  public Optional<String> alias() {
    return given.alias;
  }

  /** The arguments of the command line, in their order. */
  public List<Argument> arguments() {
    return List.copyOf(given.arguments);
  }

  /** The name that all further arguments are sent by, as a list. */
  public Optional<String> variadic() {
    return given.variadic;
  }

  /** How its arguments are shown: {@code [N=1]}. */
  public String signature() {
    return given.signature;
  }

  /** One sentence. */
  public String help() {
    return given.help;
  }

  /** Whether the command line offers it. */
  public boolean visible() {
    return given.visible;
  }

  /** How a worker answers it; empty for Celery's own commands. */
  public Optional<RemoteHandler> handler() {
    return given.handler;
  }

  /** Gathers what is to be said of a command. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final Kind kind;
    private final List<Argument> arguments = new ArrayList<>();
    private Optional<String> alias = Optional.empty();
    private Optional<String> variadic = Optional.empty();
    private Optional<RemoteHandler> handler = Optional.empty();
    private String signature = "";
    private String help = "";
    private boolean visible = true;

    private Builder(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    /** Another name that workers answer to. */
    public Builder alias(String other) {
      alias = Optional.of(other);
      return this;
    }

    /** The next argument of the command line. */
    public Builder argument(String argument, ArgumentType type) {
      arguments.add(new Argument(argument, type));
      return this;
    }

    /** All further arguments of the command line, as a list. */
    public Builder variadic(String argument) {
      variadic = Optional.of(argument);
      return this;
    }

    /** How its arguments are shown. */
    public Builder signature(String text) {
      signature = text;
      return this;
    }

    /** What it does, in one sentence. */
    public Builder help(String text) {
      help = text;
      return this;
    }

    /** Not offered by the command line. */
    Builder hidden() {
      visible = false;
      return this;
    }

    /** How a worker answers it; ends the description. */
    public RemoteCommand handler(RemoteHandler value) {
      handler = Optional.of(value);
      return build();
    }

    RemoteCommand build() {
      return new RemoteCommand(this);
    }
  }
}
