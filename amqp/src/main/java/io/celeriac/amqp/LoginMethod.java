package io.celeriac.amqp;

import com.rabbitmq.client.DefaultSaslConfig;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.SaslConfig;
import com.rabbitmq.client.SaslMechanism;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.ValueWriter;
import io.celeriac.SettingException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How to prove to RabbitMQ who we are: Celery's {@code broker_login_method}. */
enum LoginMethod {
  /** User and password: the default. */
  PLAIN,
  /** User and password in a field table, as AMQP 0-8 had it. */
  AMQPLAIN,
  /** Whoever the client certificate says. */
  EXTERNAL;

  /**
   * The method of that name, in any case.
   *
   * @throws SettingException when there is none
   */
  static LoginMethod named(String name, String origin) {
    try {
      return valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new SettingException(
          "Setting broker_login_method has the wrong form (value '%s', %s); expected one of %s"
              .formatted(name, origin, Arrays.toString(values())),
          e);
    }
  }

  SaslConfig sasl() {
    return switch (this) {
      case PLAIN -> DefaultSaslConfig.PLAIN;
      case EXTERNAL -> DefaultSaslConfig.EXTERNAL;
      case AMQPLAIN -> offered -> Arrays.asList(offered).contains(name()) ? new AmqPlain() : null;
    };
  }

  private static final class AmqPlain implements SaslMechanism {
    @Override
    public String getName() {
      return AMQPLAIN.name();
    }

    @Override
    public LongString handleChallenge(LongString challenge, String user, String password) {
      Map<String, Object> table = new LinkedHashMap<>();
      table.put("LOGIN", user);
      table.put("PASSWORD", password);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        new ValueWriter(new DataOutputStream(bytes)).writeTable(table);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      // The members alone: the length is that of the answer.
      byte[] whole = bytes.toByteArray();
      return LongStringHelper.asLongString(Arrays.copyOfRange(whole, 4, whole.length));
    }
  }
}
