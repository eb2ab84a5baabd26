//! Findings for a person: what is wrong, the code, the whole way of the value, why, and what to do.

use crate::model::{Finding, Fix, Safety, Span, Step};

use super::excerpt::Excerpt;
use super::look::{Ink, Look, width_of};
use super::loosened;
use super::scene::Scene;
use super::summary;

/// The report as a page.
pub(super) fn report(scene: &Scene<'_>, look: Look) -> String {
    let mut page: String =
        scene.findings().map(|it| Page::new(scene, look, it).finding(it) + "\n").collect();
    let problems = problems(scene, look);
    if !problems.is_empty() {
        page += &problems;
        page.push('\n');
    }
    for line in loosened::lines(scene).into_iter().chain([summary::line(scene)]) {
        page += &look.wrap(&line, 0, 2);
        page.push('\n');
    }
    page
}

/// The inputs that could not be wholly read, one a paragraph.
pub(super) fn problems(scene: &Scene<'_>, look: Look) -> String {
    let mut page = String::new();
    for problem in &scene.report.problems {
        let text =
            format!("{}: {}", summary::address(scene, problem), scene.line(&problem.message));
        page += &look.paint(Ink::Doubt, "could not read");
        page.push(' ');
        page += &look.wrap(&text, "could not read ".len(), 2);
        page.push('\n');
    }
    page
}

/// The page of one finding; every line number in it stands in a margin of one width.
struct Page<'a> {
    scene: &'a Scene<'a>,
    look: Look,
    margin: usize,
}

impl<'a> Page<'a> {
    fn new(scene: &'a Scene<'a>, look: Look, finding: &Finding) -> Self {
        let spans = finding.trace.iter().map(|step| step.span).chain([finding.span]);
        let last = spans.map(|span| scene.place(span).start.line).max().unwrap_or(1);
        Self { scene, look, margin: last.to_string().len() }
    }

    fn finding(&self, finding: &Finding) -> String {
        let mut page = self.header(finding);
        page += &self.code(finding.span, Ink::Level(finding.level), '^', 0);
        if !finding.trace.is_empty() {
            page += &self.trace(finding);
        }
        page += &self.bar();
        for note in &finding.notes {
            page += &self.note(note);
        }
        if !finding.help.trim().is_empty() {
            page += &self.labelled("help", Ink::Good, &self.scene.line(&finding.help));
        }
        if let Some(fix) = &finding.fix {
            page += &self.labelled("fix", Ink::Good, &mended(fix));
        }
        page + &self.rule(finding)
    }

    fn header(&self, finding: &Finding) -> String {
        let title = format!("{}[{}]", finding.level.as_str(), self.scene.line(&finding.rule));
        let message = self.scene.line(&finding.message);
        let lead = width_of(&title) + 2;
        let message = self.look.wrap(&message, lead, 4);
        let painted = self.look.paint(Ink::Level(finding.level), &title);
        let message: Vec<String> =
            message.lines().map(|line| self.look.paint(Ink::Strong, line)).collect();
        let gap = if message.first().is_some_and(String::is_empty) { "" } else { " " };
        let arrow = self.look.paint(Ink::Frame, &format!("{}-->", " ".repeat(self.margin)));
        let address = self.scene.address(finding.span);
        format!("{painted}:{gap}{}\n{arrow} {address}\n{}", message.join("\n"), self.bar())
    }

    /// The line of a span with a mark under it, `indent` columns in.
    fn code(&self, span: Span, ink: Ink, mark: char, indent: usize) -> String {
        let Some(source) = self.scene.report.sources.get(span.source) else { return String::new() };
        let room = self.look.columns().saturating_sub(self.margin + 3 + indent);
        let excerpt = Excerpt::new(source, span, &self.scene.redactor, room);
        let number = format!("{:>width$} |", excerpt.line, width = self.margin);
        let blank = format!("{} |", " ".repeat(self.margin));
        let mut marks = mark.to_string().repeat(excerpt.marked);
        if 0 < excerpt.more {
            marks += &[" and ", &summary::counted(excerpt.more, "more line")].concat();
        }
        format!(
            "{indent}{} {}\n{indent}{} {}{}\n",
            self.look.paint(Ink::Frame, &number),
            excerpt.text.trim_end(),
            self.look.paint(Ink::Frame, &blank),
            " ".repeat(excerpt.from),
            self.look.paint(ink, &marks),
            indent = " ".repeat(indent),
        )
    }

    /// Every step, origin first. The line of the finding itself was shown above and is not shown again.
    fn trace(&self, finding: &Finding) -> String {
        let mut page = self.bar();
        page +=
            &self.labelled("trace", Ink::Strong, "from where the value enters to where it is used");
        let digits = finding.trace.len().to_string().len();
        let mut before = finding.span;
        for (at, step) in finding.trace.iter().enumerate() {
            let lead = format!("{}{:>digits$}. ", " ".repeat(self.margin + 3), at + 1);
            page += &self.step(&lead, step);
            if step.span != finding.span && step.span != before {
                page += &self.code(step.span, Ink::Trail, '-', lead.len());
            }
            before = step.span;
        }
        page
    }

    fn step(&self, lead: &str, step: &Step) -> String {
        let text = format!("{}: {}", self.scene.address(step.span), self.scene.line(&step.says));
        let text = self.look.wrap(&text, lead.len(), lead.len());
        format!("{}{text}\n", self.look.paint(Ink::Strong, lead))
    }

    fn note(&self, note: &Step) -> String {
        let says = self.scene.line(&note.says);
        let text = if self.scene.has(note.span) {
            format!("{says} ({})", self.scene.address(note.span))
        } else {
            says
        };
        self.labelled("why", Ink::Strong, &text)
    }

    fn rule(&self, finding: &Finding) -> String {
        let id = self.scene.line(&finding.rule);
        let mut page = self.labelled("rule", Ink::Strong, &format!("keyfit explain {id}"));
        let rule = self.scene.policy.rule(&finding.rule);
        if let Some(source) = rule.and_then(|rule| rule.source.first()) {
            page += &self.labelled("see", Ink::Strong, source);
        }
        page
    }

    fn labelled(&self, label: &str, ink: Ink, text: &str) -> String {
        let lead = self.margin + 3;
        let hang = lead + label.len() + 2;
        let text = self.look.wrap(text, hang, hang);
        let mark = self.look.paint(Ink::Frame, &format!("{} =", " ".repeat(self.margin)));
        format!("{mark} {}: {text}\n", self.look.paint(ink, label))
    }

    fn bar(&self) -> String {
        format!("{}\n", self.look.paint(Ink::Frame, &format!("{} |", " ".repeat(self.margin))))
    }
}

/// What would make a change.
fn mended(fix: &Fix) -> String {
    let flags = match fix.safety {
        Safety::Safe => "--fix",
        Safety::Unsafe => "--fix --unsafe",
    };
    format!("`keyfit check {flags}` would {}", fix.says)
}

#[cfg(test)]
mod tests {
    use crate::model::{Policy, Report, SourceId, Span, Verdict};
    use crate::render::look::width_of;
    use crate::render::made_up::{golden, policy, report, value};
    use crate::render::{Format, Look, report as render};

    #[test]
    fn a_page_for_people_is_as_it_was() {
        golden("human.txt", &render(&report(), &policy(), Format::Human, Look::default()));
    }

    #[test]
    fn every_width_is_kept_but_by_addresses_and_links() {
        for width in [0, 60, 80, 100, 500] {
            let page = render(&report(), &policy(), Format::Human, Look { color: false, width });
            for line in page.lines().filter(|line| !line.contains("://")) {
                assert!(width_of(line) <= width.clamp(60, 120), "{width}: {line}");
            }
        }
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let plain = render(&report(), &policy(), Format::Human, Look::default());
        let mut painted =
            render(&report(), &policy(), Format::Human, Look { color: true, width: 80 });
        for code in ["1;31", "1;33", "1;36", "1", "1;34", "36", "1;32", "1;35", "0"] {
            painted = painted.replace(&format!("\u{1b}[{code}m"), "");
        }
        assert_eq!(painted, plain);
    }

    #[test]
    fn no_format_shows_a_value_or_an_escape() {
        for format in Format::ALL {
            for page in [
                render(&report(), &policy(), format, Look::default()),
                crate::render::map(&report(), &policy(), format, Look::default()),
            ] {
                assert!(!page.contains(&value()[..10]), "{format:?}");
                assert!(!page.contains('\u{1b}'), "{format:?}");
            }
        }
    }

    #[test]
    fn a_run_with_problems_is_never_called_clean() {
        let mut quiet = report();
        quiet.findings.clear();
        let page =
            |report: &Report| render(report, &Policy::default(), Format::Human, Look::default());
        assert!(page(&quiet).contains("2 inputs could not be wholly read"));
        assert!(!page(&quiet).contains("every key fits"));
        quiet.problems.clear();
        quiet.summary.problems = 0;
        let judged = page(&quiet);
        assert!(judged.contains("nothing speaks against 3 uses"), "{judged}");
        for verdict in &mut quiet.verdicts {
            *verdict = Verdict::Ok;
        }
        quiet.summary.suppressed = 0;
        assert!(page(&quiet).contains("every key fits its door: 3 uses"));
        // What is only silenced fits no door.
        quiet.summary.suppressed = 1;
        let silenced = page(&quiet);
        assert!(silenced.contains("nothing else speaks against 3 uses"), "{silenced}");
    }

    #[test]
    fn spans_out_of_every_range_are_no_harm() {
        let mut odd = report();
        for (at, finding) in odd.findings.iter_mut().enumerate() {
            finding.span = Span::new(SourceId(at as u32 * 2), 1 << 20, 1 << 21);
            finding.suppressed = None;
        }
        for format in Format::ALL {
            assert!(!render(&odd, &policy(), format, Look::default()).is_empty());
        }
    }
}
