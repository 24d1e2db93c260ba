package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializer;
import io.celeriac.protocol.Serializers;
import io.celeriac.spi.Publication;
import io.celeriac.spi.ReplyAddress;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result documents as messages to whoever sent the task, and back: docs/protocol/results.md,
 * section 8.
 */
final class RpcMessages {

  private final Serializer serializer;
  private final Serializers serializers;
  private final Compressors compressors;
  private final DecodeLimits limits;
  private final AcceptContent accept;
  private final MessageProperties properties;
  private final ResultCodec documents;

  /**
   * With how our own documents are written, and how those are read that somebody else has written
   * otherwise.
   */
  RpcMessages(
      ResultCodec documents,
      Serializer serializer,
      Serializers serializers,
      Compressors compressors,
      DecodeLimits limits,
      AcceptContent accept,
      boolean persistent) {
    this.serializer = serializer;
    this.serializers = serializers;
    this.compressors = compressors;
    this.limits = limits;
    this.accept = accept;
    this.properties =
        MessageProperties.of()
            .withPriority(0)
            .withDeliveryMode(
                persistent ? MessageProperties.PERSISTENT : MessageProperties.TRANSIENT);
    this.documents = documents.uncompressed();
  }

  Publication encode(ResultDocument document, ReplyAddress reply) {
    String correlationId =
        reply.correlationId().isEmpty() ? document.taskId() : reply.correlationId();
    Message message =
        new Message(
            documents.encode(document),
            serializer.contentType(),
            serializer.contentEncoding(),
            Map.of(),
            properties.withCorrelationId(correlationId));
    return new Publication(message, "", reply.replyTo());
  }

  /**
   * The document of a message, whose id is that of the message where the body tells none.
   *
   * @throws DecodeException when it is none, or of a content type that is not accepted
   */
  ResultDocument decode(Message message) {
    ResultDocument document = documents(message.contentType()).decode(message.body());
    String id = message.properties().correlationId();
    return document.taskId().isEmpty() && id != null ? withId(document, id) : document;
  }

  private ResultCodec documents(@Nullable String contentType) {
    if (contentType == null || contentType.equals(serializer.contentType())) {
      return documents;
    }
    if (!accept.accepts(contentType)) {
      throw new DecodeException(
          "A result came as '%s', which is not accepted here; accept_content has %s"
              .formatted(contentType, accept));
    }
    return serializers
        .find(contentType)
        .<ResultCodec>map(other -> new ResultDocuments(other, limits, compressors))
        .orElseThrow(() ->
            new DecodeException(
                "A result came as '%s', which no serializer here reads; there are %s"
                    .formatted(contentType, String.join(", ", serializers.names()))));
  }

  private static ResultDocument withId(ResultDocument document, String id) {
    return new ResultDocument(
        id,
        document.status(),
        document.result(),
        document.traceback(),
        document.children(),
        document.dateDone(),
        document.groupId(),
        document.parentId(),
        document.extended());
  }
}
