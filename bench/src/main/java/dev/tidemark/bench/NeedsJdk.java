package dev.tidemark.bench;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a benchmark class that older JVMs cannot run: {@link Rounds} leaves it out there and says so. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface NeedsJdk {
    /** The first feature release that can. */
    int value();
}
