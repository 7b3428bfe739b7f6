package dev.tidemark.jmx;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationEmitter;
import javax.management.StandardEmitterMBean;

/**
 * An MXBean whose metadata comes from {@link Described} and {@link Parameter} on its interface. Methods are found by name,
 * so an interface must not overload one.
 */
final class DescribedMXBean extends StandardEmitterMBean {
    // Filled on first use: the constructor of the superclass asks for descriptions before a field here could be
    // assigned.
    private Map<String, Method> methods;

    /** @param emitter sends the bean's notifications */
    <T> DescribedMXBean(T implementation, Class<T> mxbeanInterface, NotificationEmitter emitter) {
        super(implementation, mxbeanInterface, true, emitter);
    }

    /** A bean that sends no notifications. */
    <T> DescribedMXBean(T implementation, Class<T> mxbeanInterface) {
        this(implementation, mxbeanInterface, new NotificationBroadcasterSupport());
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return getMBeanInterface().getAnnotation(Described.class).value();
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return described((info.isIs() ? "is" : "get") + info.getName()).value();
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return described(info.getName()).value();
    }

    @Override
    protected int getImpact(MBeanOperationInfo info) {
        return described(info.getName()).impact();
    }

    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return parameter(operation, sequence).name();
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return parameter(operation, sequence).value();
    }

    private Described described(String method) {
        return method(method).getAnnotation(Described.class);
    }

    private Parameter parameter(MBeanFeatureInfo operation, int sequence) {
        for (Annotation annotation : method(operation.getName()).getParameterAnnotations()[sequence]) {
            if (annotation instanceof Parameter parameter) {
                return parameter;
            }
        }
        throw new AssertionError(operation.getName() + " has a parameter without @Parameter");
    }

    private synchronized Method method(String name) {
        if (methods == null) {
            methods = new HashMap<>();
            Arrays.stream(getMBeanInterface().getMethods()).forEach(method -> methods.put(method.getName(), method));
        }
        return methods.get(name);
    }
}
