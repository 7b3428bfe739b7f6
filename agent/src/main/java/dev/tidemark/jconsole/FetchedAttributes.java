package dev.tidemark.jconsole;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** Attributes of one bean, fetched at once: on a slow connection a round trip for each is what takes the time. */
final class FetchedAttributes {
    private FetchedAttributes() {}

    /**
     * A connection that answers those attributes of the bean with what they are now, without a further round trip. Everything else goes
     * through it, an attribute that the bean lacks included.
     *
     * @throws InstanceNotFoundException if there is no such bean
     * @throws IOException if the connection is lost
     */
    static MBeanServerConnection of(MBeanServerConnection server, ObjectName bean, String... names)
            throws InstanceNotFoundException, IOException {
        Map<String, Object> values = new HashMap<>();
        try {
            for (Attribute attribute : server.getAttributes(bean, names).asList()) {
                values.put(attribute.getName(), attribute.getValue());
            }
        } catch (ReflectionException e) {
            throw new IllegalStateException("the bean " + bean + " does not tell its attributes: " + e.getMessage(), e);
        }
        return (MBeanServerConnection) Proxy.newProxyInstance(
                FetchedAttributes.class.getClassLoader(),
                new Class<?>[] {MBeanServerConnection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getAttribute") && bean.equals(arguments[0])) {
                        Object value = values.get(arguments[1]);
                        if (value != null) {
                            return value;
                        }
                    }
                    try {
                        return method.invoke(server, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
