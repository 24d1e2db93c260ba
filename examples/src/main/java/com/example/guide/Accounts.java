package com.example.guide;

import io.celeriac.Celery;
import io.celeriac.CeleryBuilder;
import io.celeriac.Sensitive;
import io.celeriac.Task;
import java.util.NoSuchElementException;

/** An argument that is not shown, and failures that become exceptions of one's own. */
final class Accounts {

  private Accounts() {}

  /** What a worker in Python calls shop.errors.SoldOut. */
  static final class SoldOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SoldOutException(Object arguments) {
      super("Sold out: " + arguments);
    }
  }

  @Task("accounts.login")
  static boolean login(String name, @Sensitive String password) {
    return password.length() > name.length();
  }

  static CeleryBuilder shop() {
    CeleryBuilder shop =
        Celery.named("shop")
            .failure("shop.errors.SoldOut", failed -> new SoldOutException(failed.arguments()))
            .failure("builtins.KeyError", failed -> new NoSuchElementException(failed));
    return shop;
  }
}
