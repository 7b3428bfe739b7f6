package dev.tidemark.sample;

import dev.tidemark.sample.guest.BufferMemory;
import dev.tidemark.sample.guest.SqliteGuest;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From option text to values. Each refusal names the valid choices. */
final class OptionConverters {
    private OptionConverters() {}

    /** A page size by Tidemark's rule. */
    static final class PageSize implements ITypeConverter<Integer> {
        private static final int MIN = 64;
        private static final int MAX = 2 << 20;

        @Override
        public Integer convert(String value) {
            long size = bytes(value);
            if (size < MIN || size > MAX || Long.bitCount(size) != 1) {
                throw new TypeConversionException("must be a power of two from 64 to 2m: '" + value + "'");
            }
            return (int) size;
        }
    }

    /** A memory size that suits wasm and one buffer. */
    static final class RamSize implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            long size = bytes(value);
            int wasmPage = BufferMemory.PAGE_SIZE;
            if (size < SqliteGuest.MIN_BYTE_SIZE || size > BufferMemory.MAX_BYTE_SIZE || size % wasmPage != 0) {
                throw new TypeConversionException("must be a multiple of 64k from " + SqliteGuest.MIN_BYTE_SIZE / 1024
                        + "k to " + BufferMemory.MAX_BYTE_SIZE / 1024 + "k: '" + value + "'");
            }
            return (int) size;
        }
    }

    /** At least 1. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return atLeast(1, value);
        }
    }

    /** At least 2, because a transfer needs two accounts. */
    static final class Accounts implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            return atLeast(2, value);
        }
    }

    private static int atLeast(int min, String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= min) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Refused below, with the rule.
        }
        throw new TypeConversionException(
                "must be a whole number from " + min + " to " + Integer.MAX_VALUE + ": '" + value + "'");
    }

    private static long bytes(String value) {
        try {
            return ByteSizes.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
