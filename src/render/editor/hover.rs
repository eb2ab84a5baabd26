//! What is known of a credential, wherever on its way one points at it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::model::{Arrange, Credential, Evidence, Finding, Span, Step, Usage};

use super::diagnostics::href;
use super::{Editor, touches};

/// How many uses one hover tells of.
const USES: usize = 3;
/// How many steps of a way, or pieces of evidence, it shows.
const SHOWN: usize = 20;

impl Editor<'_> {
    /// What is known at a place of a file.
    pub fn hover(&self, path: &str, line: usize, column: usize) -> Option<Value> {
        let at = self.span(path, (line, column), (line, column))?;
        let mut usages = self.passing(at);
        // What is wrong is what one looks for.
        usages.arrange_by_cached_key(|usage| {
            self.scene.findings().all(|it| it.usage != Some(usage.id))
        });
        let here = self.scene.findings().filter(|it| touches(it.span, at));
        let told =
            |it: &&Finding| it.usage.is_some_and(|id| usages.iter().take(USES).any(|u| u.id == id));
        let mut pages: Vec<String> = here.filter(|it| !told(it)).map(|it| self.told(it)).collect();
        pages.extend(usages.iter().take(USES).map(|it| self.usage(it)));
        if USES < usages.len() {
            pages.push(format!("and {} more uses", usages.len() - USES));
        }
        if pages.is_empty() {
            return None;
        }
        Some(json!({ "contents": { "kind": "markdown", "value": pages.join("\n\n---\n\n") } }))
    }

    /// A use: what travels, by what that is known, where it is used, what is asked there, and the way.
    fn usage(&self, usage: &Usage) -> String {
        let credential = &usage.credential;
        let (kind, context) = (credential.kind.as_str(), &usage.context);
        let mut page = format!(
            "**{}** → **{}**\n\nkind `{kind}` · runner `{}` · environment `{}` · the guidance asks for `{}` · verdict `{}`\n",
            self.words(&Credential::phrase(&credential.name)),
            self.words(&usage.consumer_title),
            context.runner.as_str(),
            context.environment.as_str(),
            usage.requires.as_str(),
            self.scene.verdict(usage.id).as_str(),
        );
        for finding in self.scene.findings().filter(|it| it.usage == Some(usage.id)) {
            let _ = write!(page, "\n{}\n", self.told(finding));
        }
        page += &self.known_by(usage);
        page += &self.amid(usage);
        page += "\n**The way of the value**\n\n";
        for (at, step) in usage.trace.iter().take(SHOWN).enumerate() {
            let _ = writeln!(page, "{}. {}", at + 1, self.linked(step.span, &step.says));
        }
        page
    }

    /// The evidence for a kind, strongest first.
    fn known_by(&self, usage: &Usage) -> String {
        let evidence = &usage.credential.evidence;
        if evidence.is_empty() {
            return "\n**Nothing says whose it is**\n".to_owned();
        }
        let mut page = "\n**By what the kind is known**\n\n".to_owned();
        for (it, more) in folded(evidence).into_iter().take(SHOWN) {
            let strength = it.strength.as_str();
            let says = match it.span {
                Some(span) => self.linked(span, &it.says),
                None => self.words(&it.says),
            };
            let again =
                if more == 0 { String::new() } else { format!(", and at {more} more places") };
            let _ = writeln!(page, "- `{}` by {strength}: {says}{again}", it.kind.as_str());
        }
        page
    }

    /// Why the runner and the environment are what they are, and what the guidance says of that.
    fn amid(&self, usage: &Usage) -> String {
        let because = |step: &Option<Step>, what: &str| {
            let step = step.as_ref()?;
            Some(format!("- `{what}`: {}\n", self.linked(step.span, &step.says)))
        };
        let context = &usage.context;
        let mut page = "\n**Where it is used**\n\n".to_owned();
        page += &because(&context.runner_because, context.runner.as_str()).unwrap_or_default();
        let environment = context.environment.as_str();
        page += &because(&context.environment_because, environment).unwrap_or_default();
        let _ = writeln!(
            page,
            "- asks for `{}`: {}",
            usage.requires.as_str(),
            self.words(&usage.requires_because)
        );
        page
    }

    /// A finding in a line.
    fn told(&self, finding: &Finding) -> String {
        let name = self.words(&finding.rule);
        let page = href(&self.scene, &finding.rule);
        let rule = page.map_or_else(|| name.clone(), |page| format!("[{name}]({})", target(page)));
        let level = finding.level.as_str();
        format!("**{level}** {rule}: {}", self.words(&finding.message))
    }

    /// Words with a link to the place of which they speak.
    fn linked(&self, span: Span, says: &str) -> String {
        let place = self.scene.place(span);
        if place.path.is_empty() {
            return self.words(says);
        }
        let (uri, line) = (self.client.uri(place.path), place.start.line);
        let uri = target(&uri);
        let name = inert(&self.scene.path(place.path));
        format!("{} ([{name}:{line}]({uri}#L{line}))", self.words(says))
    }

    /// Words of a report on one line, without values, that cannot act in Markdown.
    fn words(&self, text: &str) -> String {
        inert(&self.scene.line(text))
    }
}

/// Evidence that says the same at several places, once, and at how many more it does.
fn folded(evidence: &[Evidence]) -> Vec<(&Evidence, usize)> {
    let mut folded: Vec<(&Evidence, usize)> = Vec::new();
    for it in evidence {
        let is_same = |first: &Evidence| {
            (first.kind, first.strength, &first.says) == (it.kind, it.strength, &it.says)
        };
        match folded.iter_mut().find(|(first, _)| is_same(first)) {
            Some((_, more)) => *more += 1,
            None => folded.push((it, 0)),
        }
    }
    folded
}

/// The target of a link, whoever wrote it, without what would end it.
fn target(uri: &str) -> String {
    let ends = |it: char| it.is_control() || it.is_whitespace() || "()<>\\".contains(it);
    uri.replace(ends, "")
}

/// Markdown that shows a text and does nothing else. What stands between two backticks stays code.
pub(super) fn inert(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + text.len() / 8);
    let parts: Vec<&str> = text.split('`').collect();
    let last = parts.len() - 1;
    for (at, part) in parts.iter().enumerate() {
        let (is_between, is_closed) = (at % 2 == 1, at < last);
        if is_between && is_closed && !part.trim().is_empty() {
            let _ = write!(shown, "`{part}`");
            continue;
        }
        shown.push_str(if is_between { "\\`" } else { "" });
        for letter in part.chars() {
            if letter.is_ascii_punctuation() && !matches!(letter, ',' | ';') {
                shown.push('\\');
            }
            shown.push(letter);
        }
        shown.push_str(if is_between && is_closed { "\\`" } else { "" });
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn words_of_others_do_nothing_in_a_page() {
        for (text, expected) in [
            ("the secret `DBT_PAT` is", "the secret `DBT_PAT` is"),
            ("![x](https://y) <b>", "\\!\\[x\\]\\(https\\:\\/\\/y\\) \\<b\\>"),
            ("`a` [x](y) `b", "`a` \\[x\\]\\(y\\) \\`b"),
            ("www.x.y, # ü", "www\\.x\\.y, \\# ü"),
            ("``", "\\`\\`"),
        ] {
            assert_eq!(inert(text), expected, "{text}");
        }
    }
}
