package dev.tidemark.it.oracle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** The hook table of the agent under test, for the JDK that runs; by reflection, because it is no part of any API. */
final class HookTableView {
    /** One hook; names as in class files. */
    record Row(int row, String owner, String method, String descriptor) {
        /** As the agent shows it. */
        String display() {
            return owner.replace('/', '.') + "." + method + descriptor;
        }
    }

    private HookTableView() {}

    static List<Row> rows() {
        try {
            Method table = Class.forName("dev.tidemark.instrument.HookTable").getDeclaredMethod("forJdk", int.class);
            table.setAccessible(true);
            List<Row> rows = new ArrayList<>();
            for (Object hook : (List<?>) table.invoke(null, Runtime.version().feature())) {
                rows.add(new Row(
                        (int) field(hook, "row"),
                        (String) field(hook, "owner"),
                        (String) field(hook, "method"),
                        (String) field(hook, "descriptor")));
            }
            return rows;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object field(Object hook, String name) throws ReflectiveOperationException {
        Method accessor = hook.getClass().getDeclaredMethod(name);
        accessor.setAccessible(true);
        return accessor.invoke(hook);
    }
}
