package dev.tidemark.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemark.bench.report.Section;
import dev.tidemark.bench.report.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

class SectionsTest {
    private static final List<String> NAMES =
            Sections.ALL.stream().map(Section::name).toList();

    @Test
    void allSectionsTogetherKeepTheBudget() {
        double full = Sections.ALL.stream().mapToDouble(Section::fullMinutes).sum();
        double quick = Sections.ALL.stream().mapToDouble(Section::quickMinutes).sum();

        assertTrue(full <= Sections.FULL_MINUTES, "minutes: " + full);
        assertTrue(quick <= Sections.QUICK_MINUTES, "minutes: " + quick);
    }

    @Test
    void namesAreUniqueAndTargetsNameASection() {
        assertEquals(NAMES.stream().distinct().toList(), NAMES);
        assertEquals(
                List.of(),
                Targets.ALL.stream()
                        .map(Target::section)
                        .filter(section -> !NAMES.contains(section))
                        .toList());
    }
}
