package dev.tidemark.sample;

import dev.tidemark.Tidemark;
import dev.tidemark.sample.bank.Bank;
import dev.tidemark.sample.guest.GuestRam;
import dev.tidemark.sample.guest.SqliteGuest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Random;

/** How long the guest's work takes, for comparing a JVM with the agent to one without. Copies and checks nothing. */
final class TimingRun {
    private TimingRun() {}

    static int run(RunCommand options, PrintWriter out) throws IOException {
        boolean tracked = AgentPresence.isActive();
        try (GuestRam ram = GuestRam.allocate(options.kind, options.byteSize)) {
            if (tracked) {
                Tidemark.track(SnapshotRun.REGION, ram.buffer(), options.pageSize);
            }
            long start = System.nanoTime();
            SqliteGuest guest = SqliteGuest.open(ram.buffer());
            long opened = System.nanoTime();
            try (Bank bank = Bank.load(guest, options.accounts)) {
                long loaded = System.nanoTime();
                bank.transfer(new Random(options.seed), options.transactions);
                long end = System.nanoTime();
                out.println(String.format(
                        Locale.ROOT,
                        "memory=%s accounts=%d transactions=%d seed=%d tracked=%b start_ms=%.1f load_ms=%.1f"
                                + " transactions_ms=%.1f",
                        options.kind.name().toLowerCase(Locale.ROOT),
                        options.accounts,
                        options.transactions,
                        options.seed,
                        tracked,
                        (opened - start) / 1e6,
                        (loaded - opened) / 1e6,
                        (end - loaded) / 1e6));
            }
        }
        return SampleApp.OK;
    }
}
