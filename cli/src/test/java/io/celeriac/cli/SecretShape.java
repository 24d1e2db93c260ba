package io.celeriac.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A setting with a secret in it, in one of the forms that people give secrets. The secret is {@code
 * s3cr3t}; a piece of it that something may take for another part is {@code w0rd}.
 *
 * @param setting the setting
 * @param value its value as text
 */
record SecretShape(String setting, String value) {

  /** What may be shown nowhere. */
  static final List<String> SECRETS = List.of("s3cr3t", "w0rd", "59173");

  /** Nobody listens there. */
  private static final String HOST = "127.0.0.1:1";

  private static final List<String> BROKERS =
      List.of(
          "amqp://user:s3cr3t@HOST//",
          "amqps://user:s3cr3t@HOST/v?heartbeat=3",
          "redis://:s3cr3t@HOST/0",
          "redis://user:s3cr3t@HOST/0",
          "redis://s3cr3t@HOST/0",
          "redis://s3cr3t/w0rd@HOST/0",
          "amqp://user:s3cr3t%40w0rd@HOST//",
          "redis://:s3cr3t@w0rd@HOST/0",
          "redis://:s3cr3t:w0rd@HOST/0",
          "redis://:s3cr3t/w0rd@HOST/0",
          "amqp://user:s3cr3t@w0rd/w0rd@HOST//",
          "redis://:s3cr3t?w0rd@HOST/0",
          "redis://:s3cr3t?w0rd=1@HOST/0",
          "redis://:s3cr3t#w0rd@HOST/0",
          "redis://:s3cr3t;w0rd@HOST/0",
          "redis://:s3cr3t w0rd@HOST/0",
          "redis://:s3cr3t'w0rd\"@HOST/0",
          "redis://:s3cr3t&password=w0rd@HOST/0",
          "redis://:59173/w0rd@HOST/0",
          "amqp://user:59173?w0rd=1@HOST//",
          "amqp://user:59173#w0rd@HOST//",
          "amqp://user:59173;w0rd@HOST//",
          "amqp://user:s3cr3t@[::1]:1//",
          "amqp://user:s3cr3t@[::1",
          "amqp://user:s3cr3t@127.0.0.1:http//",
          "amqp://user:s3cr3t@HOST?unknown=1",
          "kafka://user:s3cr3t@HOST",
          "ka.fka://user:s3cr3t@HOST",
          "user:s3cr3t@HOST",
          "s3cr3t@HOST",
          "user:s3cr3t://w0rd@HOST",
          "amqp://user:s3cr3t@HOST//;amqp://user:w0rd@127.0.0.1:2//",
          "amqp://user:s3cr3t@HOST//;127.0.0.1:2",
          "redis://:s3cr3t@HOST/0;kafka://:w0rd@HOST",
          "sentinel://:s3cr3t@HOST/0;sentinel://:w0rd@127.0.0.1:2/0",
          "rediss://:s3cr3t@HOST/0?ssl_cert_reqs=none",
          "rediss://:s3cr3t@HOST/0?ssl_cert_reqs=perhaps",
          "rediss://HOST/0?ssl_keyfile_password=s3cr3t",
          "redis+socket://:s3cr3t@/nowhere/redis.sock?virtual_host=1");

  /** Members of queries: those that an error quotes, and those that are taken. */
  private static final List<String> MEMBERS =
      List.of(
          "password",
          "Password",
          "pass",
          "dbPass",
          "passphrase",
          "access_key",
          "AccessKey",
          "apikey",
          "api_key",
          "api-key",
          "token",
          "authToken",
          "secret",
          "credential",
          "sig",
          "X-Amz-Signature",
          "jwt",
          "p%61ssword",
          "to%6Ben");

  private static final List<String> BACKENDS =
      List.of(
          "redis://:s3cr3t@HOST/1",
          "redis://s3cr3t@HOST/1",
          "redis://:s3cr3t/w0rd@HOST/1",
          "redis:s3cr3t",
          "db+postgresql://user:s3cr3t@HOST/name",
          "db+postgresql://user:s3cr3t/w0rd@HOST/name",
          "db+postgresql://user:s3cr3t@w0rd@HOST/name",
          "db+postgresql://user:s3cr3t@w0rd/w0rd@HOST/name",
          "db+postgresql://s3cr3t@HOST/name",
          "db+postgresql://HOST/name?sslpassword=s3cr3t",
          "db+mysql://user:s3cr3t@HOST/name",
          "db+oracle://user:s3cr3t@HOST/name",
          "db+jdbc:postgresql://user:s3cr3t@HOST/name",
          "jdbc:postgresql://HOST/name?user=u&password=s3cr3t",
          "jdbc:postgresql://HOST/name?user=u&sslpassword=s3cr3t&ssl=false",
          "jdbc:postgresql://user:s3cr3t/w0rd@HOST/name",
          "jdbc:mysql://address=(host=h)(user=u)(password=s3cr3t)/name",
          "jdbc:mysql://(host=h,user=u,password=s3cr3t,port=1)/name",
          "jdbc:sqlserver://HOST;user=u;password={s3cr3t;w0rd};encrypt=true",
          "jdbc:sqlserver://HOST;trustStorePassword=s3cr3t",
          "jdbc:oracle:thin:scott/s3cr3t@//HOST/name",
          "jdbc:h2:mem:name;USER=sa;PASSWORD=s3cr3t",
          "azureblockblob://AccountName=n;AccountKey=s3cr3t;EndpointSuffix=x",
          "s3cr3t@HOST");

  /** Settings other than URLs. */
  private static final List<SecretShape> SETTINGS =
      List.of(
          new SecretShape("redis_password", "s3cr3t"),
          new SecretShape("database_url", "postgresql://user:s3cr3t@HOST/name"),
          new SecretShape("security_key_password", "s3cr3t"),
          new SecretShape("s3_access_key_id", "s3cr3t"),
          new SecretShape("s3_secret_access_key", "s3cr3t"),
          new SecretShape("broker_password", "s3cr3t"), // refused
          new SecretShape("broker_pasword", "s3cr3t"), // misspelt
          new SecretShape("redis_pasword", "s3cr3t"),
          new SecretShape("broker_transport_options", "{\"manager_password\": \"s3cr3t\"}"),
          new SecretShape("broker_transport_options", "{\"manager_hostname\": \"u:s3cr3t@h\"}"),
          new SecretShape(
              "broker_transport_options", "{\"sentinel_kwargs\": {\"password\": \"s3cr3t\"}}"),
          new SecretShape(
              "broker_transport_options", "{\"sentinel_kwargs\": \"password=s3cr3t w0rd\"}"),
          new SecretShape(
              "broker_transport_options", "{\"sentinel_kwargs\": {\"password\": \"s3cr3t w0rd\""),
          new SecretShape("broker_transport_options", "{'password': 's3cr3t', 'token': w0rd"),
          new SecretShape("broker_transport_options", "password=s3cr3t"),
          new SecretShape("broker_transport_options", "password: s3cr3t"),
          new SecretShape("broker_transport_options", "\"{\\\"password\\\": \\\"s3cr3t\\\"}\""),
          new SecretShape(
              "broker_transport_options",
              "{\"mirrors\": [\"redis://:s3cr3t@h\", {\"apiKey\": \"w0rd\"}]}"),
          new SecretShape(
              "broker_transport_options",
              "{\"credentials\": {\"name\": \"n\", \"is\": \"s3cr3t\"}}"),
          new SecretShape("broker_transport_options", "{\"polling_interval\": \"token=s3cr3t\"}"),
          new SecretShape("broker_use_ssl", "{\"keyfile_password\": \"s3cr3t\"}"),
          new SecretShape("broker_use_ssl", "{\"ssl_key_password\": \"s3cr3t\", \"w\": "),
          new SecretShape("redis_backend_use_ssl", "{\"ssl_key_password\": \"s3cr3t\"}"),
          new SecretShape("result_backend_transport_options", "{\"password\": \"s3cr3t\"}"),
          new SecretShape(
              "result_backend_transport_options", "{\"retry_policy\": \"redis://:s3cr3t@h\"}"),
          new SecretShape("couchbase_backend_settings", "{\"password\": \"s3cr3t\"}"),
          new SecretShape("mongodb_backend_settings", "{\"uri\": \"mongodb://u:s3cr3t@h/d\"}"),
          new SecretShape("dynamodb_endpoint_url", "https://h/?X-Amz-Signature=s3cr3t"),
          new SecretShape("s3_endpoint_url", "https://s3cr3t@h/"),
          new SecretShape("broker_pool_limit", "redis://:s3cr3t@h"),
          new SecretShape(
              "beat_schedule",
              "{\"a\": {\"task\": \"t\", \"schedule\": 9, \"kwargs\": {\"api_key\": \"s3cr3t\"}}}"));

  static List<SecretShape> all() {
    List<SecretShape> all = new ArrayList<>();
    BROKERS.forEach(url -> all.add(new SecretShape("broker_url", url)));
    MEMBERS.forEach(
        name -> all.add(new SecretShape("broker_url", "redis://HOST/0?" + name + "=s3cr3t")));
    MEMBERS.forEach(
        name -> all.add(new SecretShape("result_backend", "redis://HOST/1?" + name + "=s3cr3t")));
    BACKENDS.forEach(url -> all.add(new SecretShape("result_backend", url)));
    Stream.of("broker_read_url", "broker_write_url", "celeriac_beat_store")
        .forEach(name -> all.add(new SecretShape(name, "redis://:s3cr3t@HOST/2")));
    all.add(new SecretShape("celeriac_beat_store", "jdbc:postgresql://HOST/n?password=s3cr3t"));
    all.addAll(SETTINGS);
    return all.stream()
        .map(each -> new SecretShape(each.setting, each.value.replace("HOST", HOST)))
        .toList();
  }

  /** The environment that gives it, and has nobody wait for servers that are not there. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(SURROUNDINGS);
    environment.put(variable(), value);
    return environment;
  }

  static final Map<String, String> SURROUNDINGS =
      Map.of(
          "CELERY_BROKER_URL", "redis://127.0.0.1:1/0",
          "CELERY_BROKER_TRANSPORT_OPTIONS", "{\"master_name\": \"m\"}",
          "CELERY_BROKER_CONNECTION_RETRY", "no",
          "CELERY_BROKER_CONNECTION_TIMEOUT", "1",
          "CELERY_TASK_PUBLISH_RETRY", "no",
          "CELERY_RESULT_BACKEND_ALWAYS_RETRY", "no",
          "CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS",
              "{\"master_name\": \"m\", \"retry_policy\": {\"max_retries\": 0}}");

  boolean isUrl() {
    return !SETTINGS.contains(this);
  }

  private String variable() {
    return (setting.startsWith("celeriac_") ? "" : "CELERY_") + setting.toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return setting + "=" + value;
  }
}
