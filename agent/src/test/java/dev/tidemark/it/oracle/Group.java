package dev.tidemark.it.oracle;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The oracle's table, by kind of path. */
enum Group {
    LIFETIME(LifetimeCases::cases, 0, 11, 12),
    MAPPING(MappingCases::cases, 13),
    BUFFER(PutCases::ofByteBuffers, 1, 2),
    VIEW(PutCases::ofViews, 1, 2),
    HANDLE(HandleCases::cases, 1, 3),
    UNSAFE(UnsafeCases::cases, 4),
    SCOPED(ScopedCases::cases, 1),
    ZIP(ZipCases::cases, 7),
    ENCODER(EncoderCases::cases, 9),
    TEXT(TextCases::cases, 1),
    FILE(FileCases::cases, 5),
    SOCKET(SocketCases::cases, 5, 6),
    CIPHER(CipherCases::cases, 8),
    TLS(TlsCases::cases),
    FOREIGN(() -> Foreign.ofThisJdk() == null ? List.of() : Foreign.ofThisJdk().cases(), 1),
    ATTRIBUTE(AttributeCases::cases, 10);

    private final Supplier<List<Case>> source;
    private List<Case> cases;
    private final Set<Integer> rows = new TreeSet<>();

    Group(Supplier<List<Case>> source, int... rows) {
        this.source = source;
        for (int row : rows) {
            this.rows.add(row);
        }
    }

    /** The rows of this group, for the JDK that runs. */
    List<Case> cases() {
        if (cases == null) {
            cases = source.get();
        }
        return cases;
    }

    /** Whether its cases write nothing, but ask what the agent knows of memory; without a hook they are broken. */
    boolean asks() {
        return this == LIFETIME || this == MAPPING;
    }

    /** Rows of the hook table that this group must miss writes without. */
    Set<Integer> rows() {
        return rows;
    }

    /** Signatures of all methods that the cases of all groups exercise on the JDK that runs. */
    static Set<String> exercised() {
        Set<String> signatures = new TreeSet<>();
        for (Group group : values()) {
            for (Case each : group.cases()) {
                each.apis().forEach(api -> signatures.add(api.signature()));
            }
        }
        return signatures;
    }

    /** The same, each with the group that does, a blank in between; without what a method returns. */
    static Set<String> exercisers() {
        Set<String> lines = new TreeSet<>();
        for (Group group : values()) {
            lines.add("* " + group); // its cases may call methods that are no buffer's
            for (Case each : group.cases()) {
                for (Api api : each.apis()) {
                    String signature = api.signature();
                    lines.add(signature.substring(0, signature.indexOf(')') + 1) + " " + group);
                }
            }
        }
        return lines;
    }
}
