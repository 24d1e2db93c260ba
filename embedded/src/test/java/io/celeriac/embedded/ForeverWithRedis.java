package io.celeriac.embedded;

import java.util.concurrent.CountDownLatch;

/** A program that starts a Redis, prints its port, and has to be killed. */
final class ForeverWithRedis {

  private ForeverWithRedis() {}

  public static void main(String[] arguments) throws InterruptedException {
    EmbeddedRedis redis = EmbeddedRedis.start();
    System.out.println(redis.port());
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
