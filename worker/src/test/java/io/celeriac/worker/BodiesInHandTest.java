package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodiesInHandTest {

  @Test
  void it_is_full_from_the_limit_on_until_a_task_has_ended() {
    BodiesInHand bodies = new BodiesInHand(100);
    bodies.add(60);
    assertThat(bodies.full()).isFalse();
    bodies.add(60);
    assertThat(bodies.full()).isTrue();
    bodies.remove(60);
    assertThat(bodies.full()).isFalse();
  }

  @Test
  void one_task_may_be_in_hand_however_large() {
    BodiesInHand bodies = new BodiesInHand(100);
    assertThat(bodies.full()).isFalse();
    bodies.add(1_000);
    assertThat(bodies.full()).isTrue();
    bodies.remove(1_000);
    assertThat(bodies.full()).isFalse();
  }
}
