package io.celeriac.redis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;

/**
 * A Redis command, not yet sent.
 *
 * @param name what to do
 * @param key the key that decides which node of a cluster does it; null when any can
 * @param arguments text, bytes and numbers, including the keys
 * @param script the script that the arguments are for, or null
 */
record Command(
    ProtocolCommand name, @Nullable String key, List<Object> arguments, @Nullable Script script) {

  /** A command on one key. */
  static Command on(String key, ProtocolCommand name, Object... rest) {
    List<Object> arguments = new ArrayList<>(rest.length + 1);
    arguments.add(key);
    arguments.addAll(List.of(rest));
    return new Command(name, key, arguments, null);
  }

  /** A command without arguments, for the node that has a key. */
  static Command bare(String key, ProtocolCommand name) {
    return new Command(name, key, List.of(), null);
  }

  /** A command that concerns no key in particular. */
  static Command of(ProtocolCommand name, Object... arguments) {
    return new Command(name, null, List.of(arguments), null);
  }

  /** A command on keys of one slot, with nothing but keys as arguments. */
  static Command onAll(ProtocolCommand name, List<String> keys) {
    return new Command(name, keys.getFirst(), List.copyOf(keys), null);
  }

  /** A script on keys of one slot. */
  static Command run(Script script, List<String> keys, List<?> rest) {
    List<Object> arguments = new ArrayList<>(keys.size() + rest.size() + 1);
    arguments.add(keys.size());
    arguments.addAll(keys);
    arguments.addAll(rest);
    return new Command(Protocol.Command.EVALSHA, keys.getFirst(), arguments, script);
  }

  /** As Jedis sends it. */
  CommandArguments wire() {
    return script == null ? wire(name, null) : wire(name, script.digest());
  }

  /** As Jedis sends it, with the text of the script, which makes the server keep it. */
  CommandArguments wireInFull() {
    return script == null ? wire(name, null) : wire(Protocol.Command.EVAL, script.text());
  }

  /** About how many bytes it is on the wire. */
  int size() {
    int size = 64;
    for (Object argument : arguments) {
      size += argument instanceof byte[] bytes ? bytes.length : 40;
    }
    return size;
  }

  private CommandArguments wire(ProtocolCommand command, @Nullable String first) {
    CommandArguments wire = new CommandArguments(command);
    if (first != null) {
      wire.add(first);
    }
    arguments.forEach(wire::add);
    return wire;
  }
}
