package dev.tidemark.it.security;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.rmi.ssl.SslRMIClientSocketFactory;

/** Connects as somebody, tries everything, and counts what was allowed. */
final class RemoteCaller {
    private static final ObjectName RAM = name("dev.tidemark:type=Region,name=\"ram\"");
    private static final List<ObjectName> BEANS = List.of(
            RAM,
            name("dev.tidemark:type=Replication"),
            name("dev.tidemark:type=Snapshots"),
            name("dev.tidemark:type=Tracker"));

    private RemoteCaller() {}

    /** @param arguments port, {@code tls} or {@code plain}, user or {@code -}, password, what to do: {@code all} or {@code harvest} */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> environment = new HashMap<>();
        if (arguments[1].equals("tls")) {
            environment.put("com.sun.jndi.rmi.factory.socket", new SslRMIClientSocketFactory());
        }
        if (!arguments[2].equals("-")) {
            environment.put(JMXConnector.CREDENTIALS, new String[] {arguments[2], arguments[3]});
        }
        JMXServiceURL url = new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + arguments[0] + "/jmxrmi");
        try (JMXConnector connector = JMXConnectorFactory.connect(url, environment)) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            if (arguments[4].equals("all")) {
                tryAll(server);
            } else {
                harvest(server);
            }
        } catch (Exception e) {
            Throwable cause = e;
            StringBuilder causes = new StringBuilder();
            for (; cause != null; cause = cause.getCause()) {
                causes.append(cause.getClass().getSimpleName()).append(' ');
            }
            System.out.println("not connected: " + causes);
        }
    }

    private static void tryAll(MBeanServerConnection server) throws Exception {
        for (ObjectName bean : BEANS) {
            int read = 0;
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                server.getAttribute(bean, attribute.getName());
                read++;
                try {
                    server.setAttribute(bean, new Attribute(attribute.getName(), 1));
                    System.out.println("LEAK: set " + attribute.getName());
                } catch (SecurityException expected) {
                    continue;
                }
            }
            int refused = 0;
            for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations()) {
                try {
                    invoke(server, bean, operation);
                    System.out.println("LEAK: called " + operation.getName());
                } catch (SecurityException expected) {
                    refused++;
                }
            }
            System.out.println(bean.getKeyProperty("type") + ": attributes read " + read + ", operations refused "
                    + refused + " of " + server.getMBeanInfo(bean).getOperations().length);
        }
        server.addNotificationListener(RAM, (notification, handback) -> {}, null, null);
        System.out.println("listens");
        try {
            server.unregisterMBean(RAM);
            System.out.println("LEAK: unregistered");
        } catch (SecurityException expected) {
            System.out.println("done");
        }
    }

    private static void invoke(MBeanServerConnection server, ObjectName bean, MBeanOperationInfo operation)
            throws Exception {
        MBeanParameterInfo[] signature = operation.getSignature();
        Object[] arguments = new Object[signature.length];
        String[] types = new String[signature.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = signature[i].getType();
            arguments[i] = switch (types[i]) {
                case "long" -> (Object) 1L;
                case "int" -> (Object) 1;
                case "boolean" -> (Object) true;
                default -> "backup";
            };
        }
        server.invoke(bean, operation.getName(), arguments, types);
    }

    private static void harvest(MBeanServerConnection server) throws Exception {
        String[] one = {String.class.getName()};
        Object id = server.invoke(RAM, "harvest", new Object[] {"backup"}, one);
        Object pages = server.invoke(RAM, "commit", new Object[] {id}, new String[] {"long"});
        System.out.println("harvested pages " + pages);
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (javax.management.MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
