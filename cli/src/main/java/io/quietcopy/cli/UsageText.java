package io.quietcopy.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with arguments, in a sentence that starts with the argument. */
final class UsageText {
    private static final Pattern OPTION = Pattern.compile("--?[a-z][a-z-]*");

    private UsageText() {}

    /** Returns what is wrong. */
    static String of(ParameterException e, String[] arguments) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e instanceof MissingParameterException missing) {
            return missing(missing, arguments);
        }
        if (e instanceof MutuallyExclusiveArgsException) {
            return options(message).stream().collect(Collectors.joining(" and ")) + " exclude each other";
        }
        if (e instanceof OverwrittenOptionException || e instanceof MaxValuesExceededException) {
            return options(message).get(0) + " is given more than once";
        }
        ArgSpec argument = e.getArgSpec();
        if (argument != null && e.getCause() instanceof TypeConversionException conversion) {
            return name(argument) + ": " + conversion.getMessage();
        }
        return argument == null ? message : name(argument) + ": " + message.substring(message.indexOf(": ") + 2);
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String argument = Text.printable(e.getUnmatched().get(0));
        if (!argument.startsWith("-")) {
            return e.getCommandLine().getSubcommands().isEmpty()
                    ? "'" + argument + "' is one argument too many"
                    : "there is no command '" + argument + "'" + didYouMean(e);
        }
        return "there is no option " + argument + didYouMean(e);
    }

    private static String didYouMean(UnmatchedArgumentException e) {
        List<String> suggestions = e.getSuggestions().stream().limit(2).toList();
        return suggestions.isEmpty() ? "" : "; did you mean " + String.join(" or ", suggestions) + "?";
    }

    private static String missing(MissingParameterException e, String[] arguments) {
        Optional<String> unknown = firstUnknown(e.getCommandLine(), arguments);
        if (unknown.isPresent()) {
            // What is missing is so because of an option that does not exist.
            return unmatched(new UnmatchedArgumentException(e.getCommandLine(), List.of(unknown.get())));
        }
        ArgSpec first = e.getMissing().get(0);
        if (first.isOption()) {
            return name(first) + " needs a value, " + first.paramLabel();
        }
        List<String> labels = e.getMissing().stream().map(ArgSpec::paramLabel).toList();
        return String.join(" and ", labels) + (labels.size() == 1 ? " is" : " are") + " missing";
    }

    private static Optional<String> firstUnknown(CommandLine command, String[] arguments) {
        return Arrays.stream(arguments)
                .takeWhile(argument -> !argument.equals("--"))
                .filter(argument -> argument.startsWith("--"))
                .filter(argument -> command.getCommandSpec().findOption(argument.replaceFirst("=.*", "")) == null)
                .findFirst();
    }

    private static List<String> options(String message) {
        return OPTION.matcher(message).results().map(MatchResult::group).toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
