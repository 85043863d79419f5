package io.quietcopy.cli.crash;

import io.quietcopy.Copier;
import io.quietcopy.CopierConfig;
import io.quietcopy.CopyListener;
import io.quietcopy.CopyPhase;
import io.quietcopy.CopyRequest;
import io.quietcopy.TargetMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** A process that replaces a file when it is told to, and tells the phases, until it is killed. */
final class Replacer {
    private Replacer() {}

    public static void main(String[] arguments) throws Exception {
        CopierConfig config = CopierConfig.defaults();
        try (Copier copier = Copier.create(config);
                Scanner commands = new Scanner(System.in, StandardCharsets.UTF_8)) {
            System.out.println("READY " + copier.engines().size());
            while (commands.hasNextLine()) {
                Path source = Path.of(commands.nextLine());
                CopyRequest request = CopyRequest.from(source, Path.of(arguments[1]))
                        .mode(TargetMode.REPLACE)
                        .engines(arguments[0])
                        .build();
                copier.copy(request, new CopyListener() {
                    @Override
                    public void phaseStarted(CopyPhase phase) {
                        System.out.println(phase);
                    }
                });
                System.out.println("DONE");
            }
        }
    }
}
