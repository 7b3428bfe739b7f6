package dev.tidemark.bench.qemu;

import dev.tidemark.RunConsumer;

/** The cheapest consumer that needs every run. */
final class RunSum implements RunConsumer {
    private long sum;

    @Override
    public void accept(long byteOffset, long byteLength) {
        sum += byteOffset ^ byteLength;
    }

    long sum() {
        return sum;
    }
}
