package io.celeriac.faults;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks test classes of the reliability harness: their methods may take a {@link Chance}, and a
 * failure tells its seed. {@code ./test --faults} runs them all, and {@code ./test} none.
 */
@Documented
@Tag("server")
@Tag("faults")
@Timeout(1800)
@ExtendWith(Chances.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface FaultCase {}
