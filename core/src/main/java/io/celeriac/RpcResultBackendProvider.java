package io.celeriac;

import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.MessageLimits;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultBackendConfig;
import io.celeriac.spi.ResultBackendProvider;
import java.util.Set;

/**
 * Makes the result backend of {@code rpc://}, which needs nothing but the app's broker; found with
 * {@link java.util.ServiceLoader}.
 */
public final class RpcResultBackendProvider implements ResultBackendProvider {

  @Override
  public Set<String> schemes() {
    return Set.of("rpc");
  }

  /**
   * {@inheritDoc}
   *
   * <p>Acts on {@code result_serializer}, {@code result_expires}, {@code result_persistent}, {@code
   * result_accept_content} and {@code accept_content}, and on {@code task_publish_retry} where it
   * declares the queue of replies.
   */
  @Override
  public ResultBackend open(ResultBackendConfig config) {
    Settings settings = config.settings();
    DecodeLimits limits = MessageLimits.of(settings);
    Serializers serializers =
        MessageSecurity.serializers(settings, config.clock()).limitedTo(limits);
    Serializer serializer = serializers.named(settings.get(Setting.RESULT_SERIALIZER));
    return new RpcResultBackend(
        config.transport(),
        RpcQueue.of(config.replyTo(), settings),
        new RpcMessages(
            config.codec(),
            serializer,
            serializers,
            Compressors.installed(),
            limits,
            ResultDocuments.accepted(settings, serializers),
            settings.find(Setting.RESULT_PERSISTENT).orElse(false)),
        PublishRetry.of(settings));
  }
}
