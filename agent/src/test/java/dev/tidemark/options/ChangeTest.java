package dev.tidemark.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void whatWasWrittenReadsBack() {
        List<Change> changes = List.of(
                new Change("min", true, "min=1m: for buffers allocated from now on"),
                new Change("jmx", false, "jmx=off: not changed, the beans stay"));
        assertEquals(changes, Change.read(Change.write(changes)));
        assertEquals(List.of(), Change.read(Change.write(List.of())));
        assertEquals(List.of(), Change.read(AgentProperties.STARTED));
    }

    @Test
    void aChangeIsOneLineWhateverItHolds() {
        Change broken = new Change("clients", false, "a\nb\u001b");
        assertEquals(List.of(new Change("clients", false, "a b ")), Change.read(Change.write(List.of(broken))));
    }

    @Test
    void onlyTheKeysThatWereGivenCount() {
        AgentOptions first = AgentOptions.parse("page=64k,clients=a");
        AgentOptions second = AgentOptions.parse("log=info,clients=b+a,page=4k");
        assertEquals(List.of("page", "clients", "log"), second.givenKeys());
        AgentOptions both = first;
        for (String key : second.givenKeys()) {
            both = both.with(key, second);
        }
        assertEquals(
                AgentOptions.parse("clients=a+b,log=info").toString(),
                both.toString(),
                "clients are added, the rest changes");
    }
}
