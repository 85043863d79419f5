package io.quietcopy.cli;

import io.quietcopy.CachePolicy;
import io.quietcopy.DigestAlgorithm;
import io.quietcopy.Durability;
import io.quietcopy.FailureAction;
import io.quietcopy.SourceChangePolicy;
import io.quietcopy.ZeroPolicy;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The values of an option that takes one of a few words, read, and offered to the shell's completion. */
abstract class Choices<E extends Enum<E>> implements ITypeConverter<E>, Iterable<String> {
    private final E[] constants;

    private Choices(Class<E> type) {
        constants = type.getEnumConstants();
    }

    @Override
    public E convert(String value) {
        for (E constant : constants) {
            if (Text.id(constant).equals(value)) {
                return constant;
            }
        }
        throw new TypeConversionException("'" + value + "' is none of " + String.join(", ", ids()));
    }

    @Override
    public Iterator<String> iterator() {
        return ids().iterator();
    }

    private List<String> ids() {
        return Arrays.stream(constants).map(Text::id).toList();
    }

    static final class Cache extends Choices<CachePolicy> {
        Cache() {
            super(CachePolicy.class);
        }
    }

    static final class Digest extends Choices<DigestAlgorithm> {
        Digest() {
            super(DigestAlgorithm.class);
        }
    }

    static final class Durable extends Choices<Durability> {
        Durable() {
            super(Durability.class);
        }
    }

    static final class Zeroes extends Choices<ZeroPolicy> {
        Zeroes() {
            super(ZeroPolicy.class);
        }
    }

    static final class OnFailure extends Choices<FailureAction> {
        OnFailure() {
            super(FailureAction.class);
        }
    }

    static final class SourceChange extends Choices<SourceChangePolicy> {
        SourceChange() {
            super(SourceChangePolicy.class);
        }
    }

    static final class Progress extends Choices<ProgressStyle> {
        Progress() {
            super(ProgressStyle.class);
        }
    }
}
