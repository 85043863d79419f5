package io.quietcopy.conformance.internal.report;

import io.quietcopy.conformance.CheckResult;
import io.quietcopy.conformance.ConformanceReport;
import io.quietcopy.conformance.Finding;
import io.quietcopy.conformance.WrongByte;
import io.quietcopy.conformance.internal.waiver.Waiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a run as one page of HTML that needs nothing beside it, in light and dark. What failed comes first: the rule as the
 * specification has it, what the engine did, the first wrong byte, the input, and the command that tries it again. Not thread-safe.
 */
public final class HtmlReport {
    private final RunRecord run;
    private final RuleTexts texts;
    private final Markup html = new Markup("<!DOCTYPE html>\n");

    private HtmlReport(RunRecord run, RuleTexts texts) {
        this.run = run;
        this.texts = texts;
    }

    /** Returns the page. */
    public static String of(RunRecord run, RuleTexts texts) {
        return new HtmlReport(run, texts).page();
    }

    private String page() {
        Judgement judgement = run.judgement();
        String engine = judgement.report().engine();
        html.open("html", "lang", "en").open("head").open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", engine + ": " + word() + " · Quietcopy conformance");
        html.open("style").raw(resource("report.css")).close().closeLine();
        html.open("body").open("main");
        header(judgement);
        problems("What failed", judgement.with(Standing.FAIL), true);
        missing(judgement.missing());
        problems("What is waived", judgement.with(Standing.WAIVED), false);
        rules(judgement);
        checks(judgement.report());
        environment();
        html.closeLine();
        html.open("script").raw(resource("report.js")).closeLine();
        return html.closeLine().closeLine().end();
    }

    private String word() {
        return run.judgement().outcome().name().toLowerCase(Locale.ROOT);
    }

    private void header(Judgement judgement) {
        ConformanceReport report = judgement.report();
        html.open("header");
        html.element("p", "Quietcopy conformance report", "class", "kicker");
        html.open("h1").text(report.engine()).text(" ");
        html.element("span", word(), "class", "outcome " + word()).close();
        html.element("p", sentence(judgement.verdict()), "class", "lead");
        html.open("p", "class", "facts");
        fact("class", report.engineClass());
        fact("file system", environment("file-system"));
        fact("declares", capabilities(report));
        fact("run", Texts.time(report.started()) + ", " + Texts.duration(report.duration()));
        html.closeLine();
        html.open("div", "class", "tiles", "role", "group", "aria-label", "Rules by standing");
        judgement.counts().forEach((standing, count) -> {
            html.open("button", "type", "button", "class", "tile " + standing.id(), "data-standing", standing.id());
            html.element("b", Long.toString(count)).element("span", standing.text());
            html.close();
        });
        html.close().closeLine();
    }

    private void fact(String name, String value) {
        html.open("span").element("i", name).text(" ").text(value).close().raw(" ");
    }

    private String environment(String name) {
        return run.environment().getOrDefault(name, "unknown");
    }

    private static String capabilities(ConformanceReport report) {
        return report.capabilities().isEmpty()
                ? "no capability"
                : String.join(
                        ", ",
                        report.capabilities().stream().map(Enum::name).sorted().toList());
    }

    private void problems(String title, List<JudgedRule> rules, boolean failed) {
        if (rules.isEmpty()) {
            return;
        }
        html.open("section").element("h2", title);
        for (JudgedRule rule : rules) {
            html.open("article", "class", failed ? "problem fail" : "problem waived");
            html.open("h3")
                    .element("a", rule.rule().id(), "href", "#" + anchor(rule))
                    .text(" ");
            html.text(rule.rule().title()).close();
            if (!rule.remark().isEmpty()) {
                html.element("p", sentence(rule.remark()), "class", "remark");
            }
            rule.waiver().ifPresent(this::waiver);
            html.open("blockquote").raw(Markdown.html(texts.body(rule.rule()))).close();
            findings(rule.result().findings());
            html.closeLine();
        }
        html.closeLine();
    }

    private void waiver(Waiver waiver) {
        html.open("p", "class", "remark").text("Followed up at ");
        html.element("a", waiver.link().toString(), "href", waiver.link().toString());
        html.text(" (" + waiver.origin() + ").").close();
    }

    /** The first is shown; what else shows the rule broken is there for those who want more inputs. */
    private void findings(List<Finding> findings) {
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            html.open(i == 0 ? "div" : "details", "class", "finding");
            if (i > 0) {
                html.open("summary")
                        .text("Also broken by ")
                        .element("code", finding.replay())
                        .close();
            }
            finding(finding);
            html.closeLine();
        }
    }

    private void finding(Finding finding) {
        html.element("p", finding.message(), "class", "message");
        finding.wrongByte().ifPresent(this::wrongByte);
        html.element("p", "Input", "class", "label").element("pre", finding.replay());
        finding.firstSeenAs().ifPresent(text -> {
            html.open("details").element("summary", "The longer input that showed it first");
            html.element("pre", text).close();
        });
        html.element("p", "Try it again", "class", "label");
        html.open("div", "class", "command").element("pre", run.replay().line(finding.replay()));
        html.element("button", "Copy", "type", "button", "class", "copy").close();
    }

    private void wrongByte(WrongByte wrong) {
        html.open("table", "class", "bytes");
        html.open("caption")
                .text("First wrong byte: " + wrong.place() + " at " + Texts.grouped(wrong.offsetBytes()) + " ");
        html.element("code", "0x" + Long.toHexString(wrong.offsetBytes())).close();
        bytes("expected", wrong.expected(), "good");
        bytes("found", wrong.found(), "bad");
        html.open("tr").element("th", "which is").element("td", wrong.origin()).close();
        html.close();
    }

    private void bytes(String label, String hex, String style) {
        html.open("tr").element("th", label).open("td");
        html.element("code", hex, "class", style).close().close();
    }

    private void missing(List<JudgedRule> rules) {
        if (rules.isEmpty()) {
            return;
        }
        html.open("section").element("h2", "What is missing for a pass");
        html.element(
                "p", "These rules bind the engine and were not put to the test. A run without them is not a pass.");
        html.open("ul", "class", "missing");
        for (JudgedRule rule : rules) {
            html.open("li").element("a", rule.rule().id(), "href", "#" + anchor(rule));
            html.text(" " + rule.rule().title())
                    .element("span", String.join("; ", rule.notes()))
                    .closeLine();
        }
        html.close().closeLine();
    }

    private void rules(Judgement judgement) {
        html.open("section", "id", "rules").element("h2", "Rule by rule");
        html.element("p", "", "class", "filter", "hidden", "hidden");
        String chapter = "";
        for (JudgedRule rule : judgement.rules()) {
            String next = texts.chapter(rule.rule());
            if (!next.equals(chapter)) {
                if (!chapter.isEmpty()) {
                    html.closeLine();
                }
                chapter = next;
                html.open("div", "class", "chapter").element("h3", chapter);
            }
            rule(rule);
        }
        html.closeLine().closeLine();
    }

    private void rule(JudgedRule rule) {
        String standing = rule.standing().id();
        html.open("details", "class", "rule " + standing, "id", anchor(rule), "data-standing", standing);
        html.open("summary");
        html.element("span", rule.rule().id(), "class", "id");
        html.open("span", "class", "title").text(rule.rule().title());
        if (!rule.notes().isEmpty() && rule.standing() != Standing.PASS) {
            html.element("small", shortened(rule.notes()));
        }
        html.close();
        long observations = rule.result().observations();
        html.element(
                "span",
                observations == 0 ? "" : Texts.grouped(observations) + " ×",
                "class",
                "count",
                "title",
                "how often it was put to the test");
        html.element("span", rule.standing().text(), "class", "pill " + standing);
        html.close();
        html.open("div", "class", "body").raw(Markdown.html(texts.body(rule.rule())));
        if (!rule.notes().isEmpty()) {
            html.open("ul", "class", "notes");
            rule.notes().forEach(note -> html.element("li", note));
            html.close();
        }
        html.open("p", "class", "provers");
        rule.result()
                .checks()
                .forEach(check -> html.open("span", "class", "prover " + style(check), "title", check.title())
                        .text(check.id() + "@" + check.place())
                        .close()
                        .raw(" "));
        html.close().close().closeLine();
    }

    private static String shortened(List<String> notes) {
        return notes.get(0) + (notes.size() == 1 ? "" : ", and " + (notes.size() - 1) + " more");
    }

    private void checks(ConformanceReport report) {
        html.open("section")
                .open("details", "class", "plain")
                .open("summary")
                .element("h2", "Check by check")
                .close();
        html.open("div", "class", "wide")
                .open("table", "class", "checks")
                .open("thead")
                .open("tr");
        List.of("check", "place", "verdict", "tries", "time").forEach(name -> html.element("th", name));
        html.close().close().open("tbody");
        for (CheckResult check : report.checks()) {
            html.open("tr")
                    .open("td")
                    .element("code", check.id())
                    .element("small", check.title())
                    .close();
            html.element("td", check.place());
            html.open("td").element("span", style(check).replace('-', ' '), "class", "pill " + style(check));
            if (!check.reason().isEmpty()) {
                html.element("small", check.reason());
            }
            html.close();
            html.element("td", Texts.grouped(check.tries()), "class", "number");
            html.element("td", Texts.duration(check.duration()), "class", "number")
                    .closeLine();
        }
        html.close().close().close().close().closeLine();
    }

    private static String style(CheckResult check) {
        return check.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void environment() {
        html.open("section").element("h2", "Where it ran").open("dl");
        for (Map.Entry<String, String> entry : run.environment().entrySet()) {
            html.element("dt", entry.getKey().replace('-', ' ')).element("dd", entry.getValue());
        }
        html.close().closeLine();
    }

    private static String anchor(JudgedRule rule) {
        return rule.rule().id().toLowerCase(Locale.ROOT);
    }

    private static String sentence(String clause) {
        return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1) + ".";
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the suite's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
