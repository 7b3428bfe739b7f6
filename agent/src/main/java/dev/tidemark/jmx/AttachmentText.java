package dev.tidemark.jmx;

import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Attachments as one line of text, {@code name=BASE64 name=BASE64}. */
public final class AttachmentText {
    private AttachmentText() {}

    /** The line. Names must have no space and no {@code =}, which the store would refuse anyway. */
    public static String format(Map<String, byte[]> attachments) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(attachments).forEach((name, content) -> text.append(text.isEmpty() ? "" : " ")
                .append(name)
                .append('=')
                .append(Base64.getEncoder().encodeToString(content)));
        return text.toString();
    }

    /** @throws IllegalArgumentException if it is none */
    static Map<String, byte[]> parse(String text) {
        if (text == null) {
            throw new IllegalArgumentException("attachments must not be null; empty for none");
        }
        Map<String, byte[]> attachments = new TreeMap<>();
        for (String each : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
            int equals = each.indexOf('=');
            byte[] content;
            try {
                content = Base64.getDecoder().decode(each.substring(equals + 1));
            } catch (IllegalArgumentException e) {
                content = null;
            }
            if (equals < 1 || content == null || attachments.put(each.substring(0, equals), content) != null) {
                throw new IllegalArgumentException(
                        "attachments must be name=BASE64, separated by spaces, each name once: "
                                + each.substring(0, Math.min(each.length(), 40)));
            }
        }
        return attachments;
    }
}
