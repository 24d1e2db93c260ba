package io.celeriac.fuzz;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.ClusterState;
import io.celeriac.Event;
import io.celeriac.Inside;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.MessageVerifier;
import io.celeriac.worker.WorkerInside;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/** What is read of messages that are no tasks, and of signatures. */
final class PeerTargets {

  private static final Serializers SERIALIZERS = Serializers.installed();
  private static final AcceptContent ACCEPT =
      AcceptContent.of(List.of("json", "yaml", "msgpack"), SERIALIZERS);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);

  private PeerTargets() {}

  static List<Target> all() {
    List<Class<? extends Exception>> undecodable = List.of(DecodeException.class);
    ClusterState cluster = new ClusterState(100, 100);
    Serializer auth = Inside.serializers(settings()).named("auth");
    MessageVerifier verifier = Inside.verifier(settings(), CLOCK);
    return List.of(
        new Target(
            "event",
            undecodable,
            input -> WrittenMessage.read(input).ifPresent(message -> events(message, cluster))),
        new Target("control", List.of(), new Commands()),
        new Target(
            "dead-letter",
            List.of(),
            input ->
                WrittenMessage.read(input)
                    .ifPresent(message -> {
                      String _ = Inside.deadLetter(message).toString();
                    })),
        new Target(
            "rpc",
            undecodable,
            input ->
                WrittenMessage.read(input)
                    .ifPresent(message -> {
                      String _ = Inside.reply(message, ACCEPT).toString();
                    })),
        new Target(
            "auth",
            undecodable,
            input -> {
              Object _ = auth.decode(input, "utf-8");
            }),
        new Target(
            "signature",
            List.of(),
            input -> WrittenMessage.read(input).ifPresent(message -> verify(message, verifier))));
  }

  static Settings settings() {
    return Settings.defaults()
        .with(Setting.SECURITY_KEY, file("signer.key"))
        .with(Setting.SECURITY_CERTIFICATE, file("signer.pem"))
        .with(Setting.SECURITY_CERT_STORE, file("signer.pem"))
        .with(Setting.CELERIAC_SIGNATURE, "require");
  }

  private static String file(String name) {
    try {
      return Path.of(
              Objects.requireNonNull(PeerTargets.class.getResource("/security/" + name)).toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static void events(Message message, ClusterState cluster) {
    for (Event event : Inside.events(message, ACCEPT)) {
      cluster.event(event);
      String _ = event.toString();
    }
    String _ = cluster.workers().toString() + cluster.tasks(10);
    boolean _ = cluster.aliveWorkers(CLOCK.instant()).isEmpty();
  }

  private static void verify(Message message, MessageVerifier verifier) {
    DeliveryInfo info = new DeliveryInfo("", "celery", "celery", false);
    boolean refused = verifier.refusal(message, info).isPresent();
    boolean known = verifier.signed(message.headers()).isPresent();
    if (!refused && !known) {
      throw new AssertionError("accepted, but not known for a copy the next time");
    }
  }

  /** A worker's, which is another one now and then, since commands may make it grow. */
  private static final class Commands implements Target.Reading {
    private static final int COMMANDS_OF_ONE = 5_000;
    private int count;
    private WorkerInside.Commands commands = message -> {};

    @Override
    public void read(byte[] input) throws Exception {
      if (count++ % COMMANDS_OF_ONE == 0) {
        CeleryBuilder builder = Celery.named("fuzz").broker("memory://control-" + count);
        commands =
            WorkerInside.commands(builder.set("accept_content", ACCEPT.mediaTypes()).build());
      }
      WrittenMessage.read(input).ifPresent(commands::take);
    }
  }
}
