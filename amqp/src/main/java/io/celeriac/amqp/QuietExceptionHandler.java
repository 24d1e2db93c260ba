package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.ExceptionHandler;
import com.rabbitmq.client.TopologyRecoveryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the client library from reporting what we report ourselves: the end of a connection, as the
 * exception of whoever uses it. What our own callbacks throw is a defect of ours, and logged.
 */
final class QuietExceptionHandler implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(QuietExceptionHandler.class);

  @Override
  public void handleUnexpectedConnectionDriverException(Connection connection, Throwable e) {
    LOG.debug("The connection {} ended", connection, e);
  }

  @Override
  public void handleReturnListenerException(Channel channel, Throwable e) {
    defect("a returned message", e);
  }

  @Override
  public void handleConfirmListenerException(Channel channel, Throwable e) {
    defect("a confirm", e);
  }

  @Override
  public void handleBlockedListenerException(Connection connection, Throwable e) {
    defect("an alarm", e);
  }

  @Override
  public void handleConsumerException(
      Channel channel, Throwable e, Consumer consumer, String consumerTag, String methodName) {
    defect("a delivery (" + methodName + ")", e);
  }

  @Override
  public void handleConnectionRecoveryException(Connection connection, Throwable e) {
    defect("a recovery", e);
  }

  @Override
  public void handleChannelRecoveryException(Channel channel, Throwable e) {
    defect("a recovery", e);
  }

  @Override
  public void handleTopologyRecoveryException(
      Connection connection, Channel channel, TopologyRecoveryException e) {
    defect("a recovery", e);
  }

  private static void defect(String what, Throwable e) {
    LOG.error("Handling {} from RabbitMQ failed, which is a defect of Celeriac", what, e);
  }
}
