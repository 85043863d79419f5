package io.quietcopy.conformance.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcopy.conformance.Rule;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The XML has the shape that build servers read. */
class JUnitReportTest {
    private final String xml;
    private final Element suite;

    JUnitReportTest() throws Exception {
        xml = JUnitReport.of(SampleRun.record());
        suite = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml)))
                .getDocumentElement();
    }

    private NodeList elements(String name) {
        return suite.getElementsByTagName(name);
    }

    @Test
    void itsShapeIsThatOfSurefire() throws Exception {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(JUnitReportTest.class.getResource("junit-report.xsd"))
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    @Test
    void itsCountsAreThoseOfItsElements() {
        assertThat(suite.getAttribute("tests"))
                .isEqualTo(Integer.toString(Rule.all().size()));
        assertThat(elements("testcase").getLength()).isEqualTo(Rule.all().size());
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(elements("failure").getLength()).isEqualTo(1);
        assertThat(suite.getAttribute("errors"))
                .isEqualTo(Integer.toString(elements("error").getLength()));
        assertThat(suite.getAttribute("skipped"))
                .isEqualTo(Integer.toString(elements("skipped").getLength()));
    }

    @Test
    void aFailureTellsTheInputAndTheFirstWrongByte() {
        Element failure = (Element) elements("failure").item(0);
        assertThat(failure.getAttribute("message")).startsWith("byte 4095 is wrong: <script>");
        assertThat(failure.getTextContent())
                .contains("first wrong byte: target at 4095")
                .contains("--replay 'windows@files source=d4096");
        assertThat(((Element) failure.getParentNode()).getAttribute("name"))
                .isEqualTo("E-BYTES-2 No other byte changes");
    }
}
