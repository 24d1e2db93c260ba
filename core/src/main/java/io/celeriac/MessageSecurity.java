package io.celeriac;

import io.celeriac.protocol.Serializers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who signs here, and whose signatures count: what Celery's {@code setup_security} sets up from the
 * settings {@code security_…}. Here that needs no call: naming the serializer {@code auth} does it.
 *
 * @param signer signs what is sent
 * @param certificates verify what comes
 */
record MessageSecurity(Signer signer, SignerCertificates certificates) {

  private static final List<Setting<String>> KEYS =
      List.of(Setting.SECURITY_KEY, Setting.SECURITY_CERTIFICATE, Setting.SECURITY_CERT_STORE);

  /**
   * Reads keys and certificates; empty where nothing is to be signed.
   *
   * @throws SettingException when something is to be signed and a setting is missing, or a file
   *     cannot be used
   */
  static Optional<MessageSecurity> of(Settings settings, Clock clock) {
    List<String> wanting = wanting(settings);
    List<String> missing =
        KEYS.stream().filter(key -> settings.find(key).isEmpty()).map(Setting::name).toList();
    if (!missing.isEmpty()) {
      if (wanting.isEmpty()) {
        return Optional.empty();
      }
      throw new SettingException(
          "%s (%s) asks for signed messages, but %s is not set; each of %s has to be"
              .formatted(
                  wanting.getFirst(),
                  origin(settings, wanting.getFirst()),
                  String.join(" and ", missing),
                  String.join(", ", KEYS.stream().map(Setting::name).toList())));
    }
    checkVerified(settings);
    return Optional.of(
        new MessageSecurity(Signer.of(settings, clock), SignerCertificates.of(settings, clock)));
  }

  /** The serializers of the class path, and {@code auth} where keys are set. */
  static Serializers serializers(Settings settings, Clock clock) {
    return withAuth(Serializers.installed(), of(settings, clock));
  }

  static Serializers withAuth(Serializers serializers, Optional<MessageSecurity> security) {
    return security
        .map(keys ->
            serializers.with(new AuthSerializer(keys.signer(), keys.certificates(), serializers)))
        .orElse(serializers);
  }

  /** The settings that ask for signatures. */
  private static List<String> wanting(Settings settings) {
    List<String> names = new ArrayList<>();
    for (Setting<String> serializer :
        List.of(Setting.TASK_SERIALIZER, Setting.RESULT_SERIALIZER, Setting.EVENT_SERIALIZER)) {
      if (isAuth(settings.get(serializer))) {
        names.add(serializer.name());
      }
    }
    for (Setting<List<String>> accepted :
        List.of(Setting.ACCEPT_CONTENT, Setting.RESULT_ACCEPT_CONTENT)) {
      if (settings.find(accepted).orElse(List.of()).stream().anyMatch(MessageSecurity::isAuth)) {
        names.add(accepted.name());
      }
    }
    return names;
  }

  private static boolean isAuth(String name) {
    return name.equals(AuthSerializer.NAME) || name.equals(AuthSerializer.CONTENT_TYPE);
  }

  /** As Celery has it: to sign is pointless where what is not signed is taken as well. */
  private static void checkVerified(Settings settings) {
    boolean signs = isAuth(settings.get(Setting.TASK_SERIALIZER));
    List<String> accepted = settings.get(Setting.ACCEPT_CONTENT);
    boolean any = accepted.stream().anyMatch(MessageSecurity::isAuth);
    boolean only = any && accepted.stream().allMatch(MessageSecurity::isAuth);
    if ((signs || any) && !(signs && only)) {
      throw new SettingException(
          ("task_serializer is '%s' (%s) and accept_content has %s (%s): what is signed protects"
                  + " nobody where unsigned messages are sent or accepted too; set task_serializer"
                  + " to auth and accept_content to auth alone, or neither")
              .formatted(
                  settings.get(Setting.TASK_SERIALIZER),
                  settings.origin(Setting.TASK_SERIALIZER),
                  String.join(", ", accepted),
                  settings.origin(Setting.ACCEPT_CONTENT)));
    }
  }

  private static String origin(Settings settings, String name) {
    return List.of(
            Setting.TASK_SERIALIZER,
            Setting.RESULT_SERIALIZER,
            Setting.EVENT_SERIALIZER,
            Setting.ACCEPT_CONTENT,
            Setting.RESULT_ACCEPT_CONTENT)
        .stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(settings::origin)
        .orElse("default");
  }
}
