package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/OPTIONS.md says what the table of options says. */
class OptionsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "OPTIONS.md");

    @Test
    void thePageIsWrittenFromTheTable() throws IOException {
        String text = text();
        if (Boolean.getBoolean("tidemark.write")) {
            Files.writeString(PAGE, text);
        }
        assertEquals(
                text,
                Files.readString(PAGE),
                "write it anew: mvn -pl agent test -Dtest=OptionsPageTest -Dtidemark.write=true");
    }

    @Test
    void theExampleIsUnderstood() {
        AgentOptions.parse(example());
        assertTrue(text().contains(example()));
    }

    private static String text() {
        StringBuilder page = new StringBuilder("# Options\n\n");
        page.append("Written from `OptionTable` by `OptionsPageTest`; do not edit.\n\n");
        page.append(
                "The same options, in the same spelling, at the start of a JVM and at an attach to a running one:\n\n");
        page.append("```console\n$ java -javaagent:tidemark-agent.jar=").append(example());
        page.append(" -jar app.jar\n$ java -jar tidemark-agent.jar attach PID ").append(example());
        page.append(
                "\n```\n\nA wrong option stops the JVM at start, and refuses the attach, with one line: the key, the"
                        + " value, the rule and the choices. `status PID` shows the options in force.\n\n");
        page.append(OptionTable.toMarkdown());
        return page.toString();
    }

    private static String example() {
        return "min=64m,page=4k,clients=backup+replica";
    }
}
