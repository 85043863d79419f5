package io.quietcopy.conformance;

import io.quietcopy.conformance.internal.command.ConformanceCommand;

/**
 * The conformance suite as a command, for engines that have no test class of their own: {@code java -cp
 * quietcopy-conformance-all.jar:my-engine.jar io.quietcopy.conformance.Main --engine my-engine --dir /mnt/x --report out/}.
 */
public final class Main {
    private Main() {}

    /**
     * Runs the suite and ends the process. Exit statuses: 0 the engine passed; 1 it failed; 2 an argument is wrong; 3 nothing, or not
     * all that is required, was put to the test; 4 the machine does not allow the run.
     *
     * @param arguments the command's arguments; {@code --help} tells which
     */
    public static void main(String[] arguments) {
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            // The suite logs nothing, so that it is no news that nobody listens.
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        System.exit(ConformanceCommand.run(arguments));
    }
}
