package dev.tidemark.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.MBeanOperationInfo;

/** What a JMX client shows of a bean, an attribute (on its getter), or an operation. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface Described {
    /** The sentence to show. */
    String value();

    /** For operations: one of the constants of {@link MBeanOperationInfo}; {@code INFO} reads, {@code ACTION} changes. */
    int impact() default MBeanOperationInfo.INFO;
}
