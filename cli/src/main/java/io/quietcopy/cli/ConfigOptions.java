package io.quietcopy.cli;

import io.quietcopy.ConfigException;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Where settings come from, the later winning: a file, the system properties, the environment, {@code --set}, and the
 * options of a command.
 *
 * <p>The file is that of {@code --config}, else that of {@code QUIETCOPY_CONFIG}, else {@code
 * /etc/quietcopy/quietcopy.properties} if there is one; an empty {@code QUIETCOPY_CONFIG} means no file.
 */
final class ConfigOptions {
    private static final Path SYSTEM_FILE = Path.of("/etc/quietcopy/quietcopy.properties");
    private static final String FILE_VARIABLE = "QUIETCOPY_CONFIG";
    private static final String PREFIX = "quietcopy.";

    @ArgGroup(validate = false, order = 7, heading = "%nSettings:%n")
    private Sources sources = new Sources();

    private static final class Sources {
        @Option(
                names = "--config",
                paramLabel = "FILE",
                description =
                        "Take settings from this properties file, instead of that of the variable QUIETCOPY_CONFIG"
                                + " or /etc/quietcopy/quietcopy.properties.")
        private @Nullable String file;

        @Option(
                names = "--set",
                paramLabel = "KEY=VALUE",
                description = "Set any setting, for example in-flight-max=8MiB. 'quietcopy config' lists them. May be"
                        + " repeated.")
        private List<String> settings = new ArrayList<>();
    }

    /** Uses this file as if {@code --config} named it. */
    void file(String value) {
        if (sources.file != null) {
            throw new UsageException("name the file once, either as FILE or by --config");
        }
        sources.file = value;
    }

    /** Reads all sources, for a command that has no options of its own for settings. */
    CopierConfig load(Map<String, String> environment) throws CopyException {
        return load(environment, Map.of());
    }

    /**
     * Reads all sources.
     *
     * @param environment the environment variables
     * @param options settings by key that options of the command stand for, with the names of these options
     * @return the config
     * @throws ConfigException if a key or a value does not exist
     * @throws UsageException if the file cannot be read
     * @throws CopyException if Java cannot carry the file's name
     */
    CopierConfig load(Map<String, String> environment, Map<String, OptionValue> options) throws CopyException {
        CopierConfig.Builder builder = CopierConfig.builder();
        Optional<Path> chosen = file(environment);
        if (chosen.isPresent()) {
            read(builder, chosen.get());
        }
        builder.systemProperties();
        builder.environment(environment);
        Map<String, OptionValue> all = set();
        options.forEach((key, option) -> all.put(PREFIX + key, option));
        all.forEach((key, option) -> builder.set(key, option.value()));
        try {
            return builder.build();
        } catch (ConfigException e) {
            throw named(e, all.get(e.key()));
        }
    }

    private Map<String, OptionValue> set() {
        Map<String, OptionValue> all = new LinkedHashMap<>();
        for (String setting : sources.settings) {
            int equals = setting.indexOf('=');
            if (equals <= 0) {
                throw new UsageException("--set takes KEY=VALUE, for example --set in-flight-max=8MiB, but got '"
                        + Text.printable(setting) + "'");
            }
            String key = setting.substring(0, equals).strip();
            all.put(
                    key.startsWith(PREFIX) ? key : PREFIX + key,
                    new OptionValue("--set", setting.substring(equals + 1).strip()));
        }
        return all;
    }

    /** An option's name and value. */
    record OptionValue(String option, String value) {}

    private static ConfigException named(ConfigException e, @Nullable OptionValue option) {
        if (option == null) {
            return e;
        }
        String origin = "option " + option.option();
        String problem = option.option() + ": " + String.valueOf(e.getMessage()).replace(" (code)", "");
        ConfigException named = new ConfigException(e.key(), e.value(), origin, problem);
        named.initCause(e);
        return named;
    }

    private Optional<Path> file(Map<String, String> environment) throws CopyException {
        if (sources.file != null) {
            return Optional.of(Paths.of("--config", sources.file));
        }
        String variable = environment.get(FILE_VARIABLE);
        if (variable != null) {
            return variable.isEmpty() ? Optional.empty() : Optional.of(Paths.of(FILE_VARIABLE, variable));
        }
        return Files.exists(SYSTEM_FILE) ? Optional.of(SYSTEM_FILE) : Optional.empty();
    }

    private static void read(CopierConfig.Builder builder, Path path) {
        try {
            builder.file(path);
        } catch (IOException e) {
            throw new UsageException(
                    "the settings file " + Text.printable(path) + " cannot be read: " + IoText.reason(e), e);
        }
    }
}
