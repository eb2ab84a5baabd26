//! From a use to where its value comes from, and from there to all uses.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::model::Span;

use super::{Editor, touches};

impl Editor<'_> {
    /// Where the values that pass a place enter the files, and then the other steps of their ways.
    pub fn definition(&self, path: &str, line: usize, column: usize) -> Value {
        let Some(at) = self.span(path, (line, column), (line, column)) else { return json!([]) };
        let usages = self.passing(at);
        let origins = usages.iter().filter_map(|it| it.trace.first());
        let others = usages.iter().flat_map(|it| it.trace.iter().skip(1));
        let spans = origins.chain(others).map(|step| step.span);
        self.locations(spans.filter(|span| !touches(*span, at)))
    }

    /// All uses of the credentials that pass a place, and where these enter the files, if that is asked.
    pub fn references(&self, path: &str, line: usize, column: usize, origins: bool) -> Value {
        let Some(at) = self.span(path, (line, column), (line, column)) else { return json!([]) };
        let here = self.passing(at);
        let known: HashSet<&str> =
            here.iter().map(|usage| usage.credential.identity.as_str()).collect();
        let usages = self.scene.report.usages.iter();
        let uses = usages.filter(|it| known.contains(it.credential.identity.as_str()));
        let uses: Vec<_> = uses.collect();
        let first = uses.iter().filter(|_| origins).filter_map(|it| Some(it.trace.first()?.span));
        self.locations(uses.iter().map(|usage| usage.span).chain(first))
    }

    fn locations(&self, spans: impl Iterator<Item = Span>) -> Value {
        let mut seen = HashSet::new();
        let new = spans.filter(|span| self.scene.has(*span) && seen.insert(*span));
        new.map(|span| self.location(span)).collect()
    }
}
