package dev.tidemark.cli;

import dev.tidemark.jmx.HeatMap;

/** How {@code top} looks: in the colours of a terminal, or in plain characters. Without state. */
enum TopInk {
    /** For pipes and files: ASCII alone. */
    PLAIN {
        @Override
        String title(String line) {
            return line;
        }

        @Override
        String selected(String line, int width) {
            return line;
        }

        @Override
        String alarm(String line) {
            return line;
        }

        @Override
        String block(char symbol) {
            return String.valueOf(symbol);
        }
    },

    /** For terminals with 256 colours. */
    COLOURS {
        @Override
        String title(String line) {
            return ESCAPE + "1m" + line + RESET;
        }

        @Override
        String selected(String line, int width) {
            String blanks = " ".repeat(Math.max(0, width - line.codePointCount(0, line.length())));
            return ESCAPE + "7m" + line + blanks + RESET;
        }

        @Override
        String alarm(String line) {
            return ESCAPE + "1;31m" + line + RESET;
        }

        @Override
        String block(char symbol) {
            int heat = symbol == '.' ? 0 : symbol == '#' ? HEAT.length - 1 : symbol - '0';
            return ESCAPE + "48;5;" + HEAT[heat] + "m " + RESET;
        }
    };

    /** Starts every control sequence. */
    static final String ESCAPE = "\u001b[";

    private static final String RESET = ESCAPE + "0m";

    /** Colours of the 256-colour palette for {@code .}, {@code 1} to {@code 9} and {@code #} of {@link HeatMap#symbol}. */
    private static final int[] HEAT = {238, 22, 28, 34, 70, 106, 142, 178, 172, 166, 196};

    abstract String title(String line);

    /** A line that is filled up to the window's width. */
    abstract String selected(String line, int width);

    abstract String alarm(String line);

    /** A block of the heat map, one character wide; {@code symbol} is of {@link HeatMap#symbol}. */
    abstract String block(char symbol);
}
