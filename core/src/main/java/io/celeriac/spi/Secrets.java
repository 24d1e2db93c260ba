package io.celeriac.spi;

import java.net.URI;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is secret, and how it is hidden: the one place that decides it. Whoever shows a setting, an
 * option or a URL to a person or a peer shows what it gives back. It would rather hide too much
 * than too little.
 */
public final class Secrets {

  /** What stands for a secret in a URL or other text, as in Celery. */
  static final String IN_TEXT = "**";

  /** What stands for a value that is secret as a whole, as in Celery. */
  static final String WHOLE = "********";

  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "passw|passphrase|passcode|pass(?![a-z])|pwd|secret|token|credential|signature"
              + "|authorization|(api|access|account|private|shared|signing)[_.-]?key"
              + "|(?<![a-z])(key|pw|sig|sas|creds?|jwt|bearer|otp)(?![a-z])");

  /** Of brokers: names of queues and of keys in Redis. */
  private static final Pattern NAME_OF_A_PLACE =
      Pattern.compile("(routing|unacked|index|mutex)[_.-]?key$");

  private static final Pattern PERHAPS_SECRET =
      Pattern.compile("(?i)pas|pw|tok|secr|cred|key|auth|sig");

  private Secrets() {}

  /**
   * Whether a setting, an option, or a member of a query is secret by its name, such as {@code
   * redis_password}, {@code apiKey} or {@code p%61ss}.
   */
  public static boolean isSecret(String name) {
    String decoded = PercentForm.decodeQuery(name);
    String words = CAMEL.matcher(decoded).replaceAll("_").toLowerCase(Locale.ROOT);
    return SECRET_NAME.matcher(words).find() && !NAME_OF_A_PLACE.matcher(words).find();
  }

  /** The same for a name that there is not, for it may be a misspelt one. */
  public static boolean isPerhapsSecret(String unknownName) {
    return PERHAPS_SECRET.matcher(unknownName).find();
  }

  /** Text with {@code **} for the secrets in it; in well-formed URLs and others. */
  public static String text(String text) {
    return new UrlMask(IN_TEXT).text(text);
  }

  /** What is meant to be URLs, parted by semicolons, which may lack their scheme. */
  public static String urls(String urls) {
    return new UrlMask(IN_TEXT).urls(urls);
  }

  /** The text that a setting has, which may be a URL without a scheme, with another mask. */
  public static String text(String setting, String text, String mask) {
    return isUrl(setting) ? new UrlMask(mask).urls(text) : new UrlMask(mask).text(text);
  }

  /**
   * The value of a setting or an option: stars where its name says that it is secret, and else with
   * all secrets in its texts, lists and maps hidden. Members of maps are sorted by name.
   */
  public static @Nullable Object masked(String name, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boolean _ -> value;
      case Object _ when isSecret(name) -> WHOLE;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> members = new TreeMap<>();
        map.forEach(
            (key, item) -> members.put(String.valueOf(key), masked(String.valueOf(key), item)));
        yield members;
      }
      case Collection<?> items when isUrls(name, items) ->
          List.of(text(name, String.join(";", texts(items)), IN_TEXT).split(";", -1));
      case Collection<?> items -> {
        List<@Nullable Object> copy = new ArrayList<>();
        items.forEach(item -> copy.add(masked(name, item)));
        yield copy;
      }
      case CharSequence text -> text(name, text.toString(), IN_TEXT);
      case URI uri -> text(uri.toString());
      case Number _, TemporalAmount _, ZoneId _, Enum<?> _ -> value;
      default -> text(String.valueOf(value));
    };
  }

  /** Where a semicolon in a password has parted a URL, only all parts together tell. */
  private static boolean isUrls(String name, Collection<?> items) {
    return isUrl(name) && !items.isEmpty() && items.stream().allMatch(String.class::isInstance);
  }

  static boolean isUrl(String setting) {
    return setting.endsWith("_url") || setting.endsWith("_backend");
  }

  private static List<String> texts(Collection<?> items) {
    return items.stream().map(String::valueOf).toList();
  }

  /**
   * What stands before the host of a URL that is shown: {@code user:**@}, {@code :**@}, or nothing.
   * A user without a password may be a token, and is hidden.
   *
   * @param user the user, in percent form; empty for none
   * @param hasPassword whether there is a password
   */
  public static String account(String user, boolean hasPassword) {
    if (hasPassword) {
      return user + ":" + IN_TEXT + "@";
    }
    return user.isEmpty() ? "" : IN_TEXT + "@";
  }
}
