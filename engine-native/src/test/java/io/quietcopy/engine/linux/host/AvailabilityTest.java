package io.quietcopy.engine.linux.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.spi.HostServices;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
    /** Prints what becomes of the services in a virtual machine of its own. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            HostServices services =
                    ServiceLoader.load(HostServices.class).findFirst().orElseThrow();
            System.out.println(services.availability());
            System.out.println(services.availability());
            try {
                System.out.println(services.allocatedBytes(Path.of(arguments[0])));
            } catch (UnsupportedOperationException e) {
                System.out.println("unsupported");
            } catch (Exception e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void theServicesAreFoundAndWork() throws Exception {
        assertThat(run()).startsWith("available: system calls by JNA\n").contains("OptionalLong");
    }

    @Test
    void anUnknownProcessorIsTold() throws Exception {
        assertThat(run("-Dos.arch=riscv64"))
                .startsWith("unavailable: it knows x86-64 and aarch64, and this is riscv64\n")
                .endsWith("unsupported\n");
    }

    @Test
    void anotherSystemIsTold() throws Exception {
        assertThat(run("-Dos.name=Plan 9")).startsWith("unavailable: it needs Linux, and this is Plan 9\n");
    }

    @Test
    void aNativePartThatCannotBeLoadedIsToldEachTime() throws Exception {
        String output = run("-Djna.noclasspath=true", "-Djna.nosys=true", "-Djna.boot.library.path=/nowhere");
        assertThat(output.lines().limit(2))
                .allSatisfy(line -> assertThat(line)
                        .startsWith("unavailable: JNA could not bind the functions of the C library")
                        .contains("UnsatisfiedLinkError", "jna.tmpdir"));
        assertThat(output).endsWith("unsupported\n");
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Program.class.getName());
        command.add("/etc/passwd");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
