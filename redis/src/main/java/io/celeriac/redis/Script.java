package io.celeriac.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The Lua scripts of this package, one for each step that has to be atomic on the server. They are
 * run by their digest, after they were sent in full once on each connection.
 */
enum Script {
  TAKE("take.lua"),
  ADOPT("adopt.lua"),
  SETTLE("settle.lua"),
  RENEW("renew.lua"),
  RESTORE("restore.lua"),
  PARK("park.lua"),
  UNPARK("unpark.lua"),
  REFRESH_BINDING("refresh-binding.lua"),
  SWEEP_BINDINGS("sweep-bindings.lua"),
  UNLOCK("unlock.lua"),
  STORE_RESULT("store-result.lua"),
  SAVE_GROUP("save-group.lua"),
  CHORD_PART("chord-part.lua"),
  CHORD_EXTEND("chord-extend.lua"),
  CHORD_DONE("chord-done.lua"),
  SCHEDULE_LEAD("schedule-lead.lua"),
  SCHEDULE_PUT("schedule-put.lua"),
  SCHEDULE_ADVANCE("schedule-advance.lua");

  private final String text;
  private final String digest;

  Script(String resource) {
    this.text = read(resource);
    this.digest = sha1(text);
  }

  /** The script itself, for EVAL. */
  String text() {
    return text;
  }

  /** Its digest, for EVALSHA. */
  String digest() {
    return digest;
  }

  private static String read(String resource) {
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("The jar of celeriac-redis lacks " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha1(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }
}
