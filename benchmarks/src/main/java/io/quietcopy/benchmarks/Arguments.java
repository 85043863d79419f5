package io.quietcopy.benchmarks;

import io.quietcopy.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the command was told. Immutable.
 *
 * @param help whether to show the help only
 * @param list whether to list scenarios and contenders only
 * @param quick whether it is only to see that everything works
 * @param scenarios the scenarios to run, none for all
 * @param contenders the contenders to run, none for all
 * @param rounds how many rounds
 * @param sizeBytes the length of the image
 * @param seed what orders and contents come from
 * @param folder where to measure
 * @param output where the results go
 * @param minutes how long the run may take, empty for as long as it needs
 * @param docs the folders of results to put into the documents, instead of measuring
 */
record Arguments(
        boolean help,
        boolean list,
        boolean quick,
        List<String> scenarios,
        List<String> contenders,
        OptionalInt rounds,
        OptionalLong sizeBytes,
        long seed,
        Optional<Path> folder,
        Optional<Path> output,
        OptionalInt minutes,
        List<Path> docs) {

    static final String USAGE = """
            Usage: benchmarks/run [OPTION]...
            Measure Quietcopy beside dd, qemu-img, nbdcopy, cp, ddrescue and Java, with fio as the limit.

              --quick               tiny sizes and one round: does everything work? Figures mean nothing.
              --scenario ID[,ID]    run these only: start, local, fresh, sparse, 4kn, remote, scale, neighbour
              --contender ID[,ID]   let these only run; --list shows them
              --rounds N            how often each contender runs, 1 to 100. Default: 5; with --quick: 1
              --size SIZE           the length of the image, whole MiB. Default: 1GiB; with --quick: 8MiB
              --dir FOLDER          measure the storage that this folder is on. Default: the temporary folder
              --out FOLDER          put the results there. Default: benchmarks/target/results/TIME
              --minutes N           begin no round that would take longer than N minutes in all, with shares for all
                                    scenarios, so that there are fewer rounds where time is short
              --seed N              what orders and contents come from. Default: 1
              --docs FOLDER         measure nothing; put the result in FOLDER into docs/performance.md and
                                    docs/performance. Given again: the results of several runs together
              --list                list scenarios, settings and contenders, and what is missing to run them
              --help                show this

            Results: the terminal, report.html, result.json, report.txt and charts/*.svg. Everything else that is
            made (files, mounts, devices, groups, processes) is undone, also after Ctrl-C.

            Exit status: 0 everything that could run did, 1 something failed or a copy differs, 2 wrong arguments.
            """;

    private static final long MIB = 1 << 20;
    private static final int MOST_ROUNDS = 100;
    private static final int MOST_MINUTES = 100_000;
    private static final long MOST_BYTES = 1L << 40;

    /** Takes immutable copies. */
    Arguments {
        scenarios = List.copyOf(scenarios);
        contenders = List.copyOf(contenders);
        docs = List.copyOf(docs);
    }

    /** An argument that cannot be. The message is for people. */
    static final class WrongArgumentException extends Exception {
        private static final long serialVersionUID = 1;

        WrongArgumentException(String message) {
            super(message);
        }
    }

    /**
     * Reads arguments.
     *
     * @param known what may be asked for
     * @throws WrongArgumentException if one of them cannot be
     */
    static Arguments parse(List<String> words, Known known) throws WrongArgumentException {
        return new Parser(words, known).parse();
    }

    /**
     * What may be asked for.
     *
     * @param scenarios the ids of scenarios
     * @param contenders the ids of contenders
     */
    record Known(List<String> scenarios, List<String> contenders) {}

    private static final class Parser {
        private final List<String> words;
        private final Known known;
        private int next;
        private boolean help;
        private boolean list;
        private boolean quick;
        private final List<String> scenarios = new ArrayList<>();
        private final List<String> contenders = new ArrayList<>();
        private OptionalInt rounds = OptionalInt.empty();
        private OptionalLong sizeBytes = OptionalLong.empty();
        private long seed = 1;
        private @Nullable Path folder;
        private @Nullable Path output;
        private OptionalInt minutes = OptionalInt.empty();
        private final List<Path> docs = new ArrayList<>();

        Parser(List<String> words, Known known) {
            this.words = words;
            this.known = known;
        }

        Arguments parse() throws WrongArgumentException {
            while (next < words.size()) {
                read(words.get(next++));
            }
            return new Arguments(
                    help,
                    list,
                    quick,
                    scenarios,
                    contenders,
                    rounds,
                    sizeBytes,
                    seed,
                    Optional.ofNullable(folder),
                    Optional.ofNullable(output),
                    minutes,
                    docs);
        }

        private void read(String option) throws WrongArgumentException {
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--list" -> list = true;
                case "--quick" -> quick = true;
                case "--scenario" -> choose(option, "scenario", known.scenarios, scenarios);
                case "--contender" -> choose(option, "contender", known.contenders, contenders);
                case "--rounds" -> rounds = OptionalInt.of((int) number(option, 1, MOST_ROUNDS));
                case "--size" -> sizeBytes = OptionalLong.of(size(option));
                case "--seed" -> seed = number(option, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--dir" -> folder = folder(option);
                case "--minutes" -> minutes = OptionalInt.of((int) number(option, 1, MOST_MINUTES));
                case "--docs" -> docs.add(Path.of(value(option)).toAbsolutePath());
                case "--out" -> output = Path.of(value(option)).toAbsolutePath();
                default ->
                    throw new WrongArgumentException(
                            option.startsWith("-") ? "there is no option " + option : "'" + option + "' is no option");
            }
        }

        private String value(String option) throws WrongArgumentException {
            if (next == words.size() || words.get(next).startsWith("--")) {
                throw new WrongArgumentException(option + " needs a value");
            }
            return words.get(next++);
        }

        private void choose(String option, String what, List<String> possible, List<String> chosen)
                throws WrongArgumentException {
            for (String id : value(option).split(",", -1)) {
                if (!possible.contains(id)) {
                    throw new WrongArgumentException(option + ": there is no " + what + " '" + id + "'; there are "
                            + String.join(", ", possible));
                }
                chosen.add(id);
            }
        }

        private long number(String option, long least, long most) throws WrongArgumentException {
            String text = value(option);
            try {
                long number = Long.parseLong(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new WrongArgumentException(option + ": '" + text + "' is no whole number");
            }
            throw new WrongArgumentException(option + ": " + text + " is not from " + least + " to " + most);
        }

        private long size(String option) throws WrongArgumentException {
            String text = value(option);
            long bytes;
            try {
                bytes = DataSize.parse(text).bytes();
            } catch (IllegalArgumentException e) {
                throw new WrongArgumentException(option + ": " + e.getMessage());
            }
            if (bytes < MIB || bytes % MIB != 0 || bytes > MOST_BYTES) {
                throw new WrongArgumentException(
                        option + ": " + text + " is not a whole number of MiB from 1MiB to 1TiB");
            }
            return bytes;
        }

        private Path folder(String option) throws WrongArgumentException {
            Path path = Path.of(value(option)).toAbsolutePath();
            if (!Files.isDirectory(path)) {
                throw new WrongArgumentException(option + ": " + path + " is no folder");
            }
            if (!Files.isWritable(path)) {
                throw new WrongArgumentException(option + ": " + path + " may not be written");
            }
            return path;
        }
    }
}
