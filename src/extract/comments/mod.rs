//! What comments say to keyfit itself: declarations and allowances.
//!
//! A comment speaks for its line and the one below; where several stand one below the other, each speaks for the line
//! below them all.

use crate::model::{Allow, Declaration, Document, Facts, Source, Span, Unheard};

mod last_day;
mod said;
#[cfg(test)]
mod tests;

use said::Said;

/// Add what comments say.
pub fn append(source: &Source, document: &Document, facts: &mut Facts) {
    let spoken = document.comments.iter().map(|it| (it.span, said::all(source.slice(it.span))));
    let spoken: Vec<_> = spoken.filter(|(_, all)| !all.is_empty()).collect();
    let spans: Vec<Span> = spoken.iter().map(|(span, _)| *span).collect();
    for ((span, all), below) in spoken.into_iter().zip(below(source, &spans)) {
        for said in all {
            add(said, (span, below), facts);
        }
    }
}

/// Add what comments say in a text that is not parsed: whatever follows a mark of a comment on a line of its own or
/// behind code. Only lines that speak to keyfit are looked at.
pub fn append_from_lines(source: &Source, facts: &mut Facts) {
    let mut start = 0;
    let mut document = Document { source: source.id, roots: Vec::new(), comments: Vec::new() };
    for line in source.text.split_inclusive('\n') {
        let marks = ["#", "//", "--", ";", "<!--", "/*"];
        let speaks = line.find("keyfit:").and_then(|at| {
            let before = line[..at].trim_end();
            let mark = marks.iter().find(|mark| before.ends_with(**mark))?;
            Some(before.len() - mark.len())
        });
        if let Some(at) = speaks {
            let span = source.span(start + at, start + line.trim_end().len());
            document.comments.push(crate::model::Comment { span });
        }
        start += line.len();
    }
    append(source, &document, facts);
    // What prose calls a comment may be a heading.
    if super::prose::claims(&source.path) {
        facts.unheard.clear();
    }
}

fn add(said: Said<'_>, (span, below): (Span, usize), facts: &mut Facts) {
    let unheard = match said {
        Said::Kind(kind) => return facts.declarations.push(Declaration { kind, span, below }),
        Said::Allow(words) => return facts.allows.push(allow(words, span, below)),
        Said::Nothing => return,
        Said::AllowNothing => {
            "this comment allows no rule; write `keyfit: allow RULE because REASON`".to_owned()
        }
        Said::Misspelt(word, meant) => format!(
            "`keyfit: {word}` says nothing to keyfit, and is passed over; did you mean `keyfit: {meant}`?"
        ),
    };
    facts.unheard.push(Unheard { span, message: unheard });
}

/// For each of some comments, in their order, the line below the run in which it stands. One behind code is a run of
/// its own.
fn below(source: &Source, spans: &[Span]) -> Vec<usize> {
    let mut below = Vec::with_capacity(spans.len());
    let mut next: Option<(usize, usize)> = None;
    for span in spans.iter().rev() {
        let first = source.line_of(span.start as usize);
        let last = source.line_of((span.end as usize).saturating_sub(1).max(span.start as usize));
        let alone = is_alone(source, *span);
        let run = next.filter(|(line, _)| alone && *line == last + 1);
        let end = run.map_or(last + 1, |(_, end)| end);
        next = alone.then_some((first, end));
        below.push(end);
    }
    below.reverse();
    below
}

/// Whether nothing else stands on a comment's lines.
fn is_alone(source: &Source, span: Span) -> bool {
    let (start, end) = (span.start as usize, span.end as usize);
    let before = source.text.get(..start).and_then(|it| it.rsplit('\n').next());
    let behind = source.text.get(end..).and_then(|it| it.split('\n').next());
    [before, behind].into_iter().flatten().all(|it| it.trim().is_empty())
}

/// `RULE because REASON [until YYYY-MM-DD]`.
fn allow(words: &str, span: Span, below: usize) -> Allow {
    let (words, until) = last_day::split(words);
    let (rule, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let because = rest
        .trim_start()
        .strip_prefix("because")
        .filter(|reason| reason.starts_with(char::is_whitespace))
        .map(|reason| reason.trim().to_owned());
    let rule = rule.trim_end_matches([',', '.', ';', ':']).to_owned();
    Allow { rule, because, until: until.map(str::to_owned), span, below }
}
