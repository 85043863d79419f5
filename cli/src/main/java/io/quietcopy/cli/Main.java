package io.quietcopy.cli;

/** The command's entry. */
public final class Main {
    private Main() {}

    /**
     * Runs the command and ends the process.
     *
     * @param arguments the command's arguments
     */
    public static void main(String[] arguments) {
        Console console = Console.ofProcess();
        if (arguments.length == 1 && arguments[0].equals("--version")) {
            // The short way: without the classes that read arguments.
            console.out().println(Version.text());
            console.out().flush();
            return;
        }
        Cli cli = new Cli(console);
        int status = cli.run(arguments);
        console.err().flush();
        if (cli.hung()) {
            Runtime.getRuntime().halt(status);
        }
        System.exit(status);
    }
}
