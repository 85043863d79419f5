package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Compares JSON with a schema, as far as our own schemas go. A keyword that it does not know is an error, never passed over. */
final class JsonSchema {
    private static final List<String> TELLING =
            List.of("$schema", "$id", "$defs", "title", "description", "format", "type");

    private final Map<String, Object> schema;
    private final List<String> problems = new ArrayList<>();

    private JsonSchema(Map<String, Object> schema) {
        this.schema = schema;
    }

    /** Returns what does not fit; a field that the schema does not have does not fit either, for it is not documented. */
    static List<String> problems(String schema, String json) {
        JsonSchema check = new JsonSchema(JsonTree.of(schema));
        check.check("", check.schema, JsonTree.of(json));
        return check.problems;
    }

    private void check(String at, Map<String, Object> rules, Object value) {
        if (rules.get("type") instanceof String type && !hasType(type, value)) {
            problems.add(at + " is no " + type);
            return;
        }
        rules.forEach((keyword, rule) -> {
            if (!TELLING.contains(keyword)) {
                check(at, keyword, rule, rules, value);
            }
        });
    }

    private void check(String at, String keyword, Object rule, Map<String, Object> rules, Object value) {
        switch (keyword) {
            case "$ref" -> check(at, resolve((String) rule), value);
            case "enum" -> require(at, ((List<?>) rule).contains(value), "is none of " + rule);
            case "minimum" ->
                require(at, ((Number) value).doubleValue() >= ((Number) rule).doubleValue(), "is too small");
            case "minLength" -> require(at, ((String) value).length() >= (long) rule, "is too short");
            case "pattern" ->
                require(
                        at,
                        Pattern.compile((String) rule).matcher((String) value).find(),
                        "is not " + rule);
            case "required" ->
                ((List<?>) rule).forEach(name -> require(at, object(value).containsKey(name), "has no " + name));
            case "properties" -> properties(at, object(rule), object(value), rules.containsKey("additionalProperties"));
            case "additionalProperties" ->
                object(value).forEach((name, field) -> check(at + "/" + name, object(rule), field));
            case "propertyNames" -> object(value).keySet().forEach(name -> check(at + "/" + name, object(rule), name));
            case "items" -> {
                List<?> items = (List<?>) value;
                for (int i = 0; i < items.size(); i++) {
                    check(at + "/" + i, object(rule), items.get(i));
                }
            }
            default -> throw new AssertionError("this check does not know " + keyword);
        }
    }

    private void properties(String at, Map<String, Object> rules, Map<String, Object> fields, boolean others) {
        fields.forEach((name, field) -> {
            if (rules.containsKey(name)) {
                check(at + "/" + name, object(rules.get(name)), field);
            } else {
                require(at + "/" + name, others, "is not in the schema");
            }
        });
    }

    private void require(String at, boolean holds, String problem) {
        if (!holds) {
            problems.add(at + " " + problem);
        }
    }

    private Map<String, Object> resolve(String reference) {
        return object(object(schema.get("$defs")).get(reference.substring("#/$defs/".length())));
    }

    @SuppressWarnings("unchecked") // JsonTree makes no other maps
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    private static boolean hasType(String type, Object value) {
        return switch (type) {
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            default -> throw new AssertionError("this check does not know the type " + type);
        };
    }
}
