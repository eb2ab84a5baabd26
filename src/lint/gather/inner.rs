//! Documents within documents: a text of a file that is a file itself, as the values of a chart in an Application of Argo
//! CD, or the Terraform that Terragrunt writes.

use crate::extract::kubernetes::application;
use crate::extract::terraform::{fills, generated};
use crate::model::{
    Arrange as _, Comment, Document, Encoding, Limits, Most, Node, Offsets, Problem, Scalar,
    Source, SourceId, Span, Value, Vendor,
};
use crate::parse::Format;
use crate::{extract, parse};

/// How many parts of one inner document are looked at; what has more stays a text.
const MANY: Most = Most::new(50_000, "parts of a document within this one");

/// A form of documents within others.
struct Inner {
    /// The texts of a file that are such documents.
    texts: for<'n> fn(&str, &'n mut Node) -> Vec<&'n mut Node>,
    format: Format,
    /// Such a text as its format has it, each letter at its place.
    readable: fn(&Scalar) -> String,
    /// Whether what could not be read of one is told; else it stays what it is to others, a text.
    tells: bool,
}

const INNERS: [Inner; 2] = [
    Inner {
        texts: |_, root| application::texts(root),
        format: Format::Yaml,
        readable: |scalar| scalar.text.clone(),
        tells: false,
    },
    Inner { texts: generated::texts, format: Format::Hcl, readable: fills::readable, tells: true },
];

/// Put the trees of such texts in their place, and tell what could not be read of those that name a vendor. One of
/// which nothing can be read stays a text.
pub(super) fn open(
    source: &Source,
    document: &mut Document,
    vendors: &[Vendor],
    limits: Limits,
) -> Vec<Problem> {
    let (mut comments, mut problems) = (Vec::new(), Vec::new());
    for inner in &INNERS {
        let roots = document.roots.iter_mut();
        for node in roots.flat_map(|root| (inner.texts)(&source.path, root)) {
            let Value::Scalar(scalar) = &node.value else { continue };
            let text = (inner.readable)(scalar);
            let own = Source::new(source.id, &*source.path, &*text, Encoding::Utf8);
            let mut parsed = parse::within(&own, inner.format, limits);
            let place = Place { source: source.id, scalar };
            if inner.tells && extract::literals::mention(text.as_bytes(), vendors) {
                problems.extend(parsed.problems.into_iter().map(|it| place.problem(it)));
            }
            let [root] = parsed.document.roots.as_mut_slice() else { continue };
            if !root.entries().is_empty() && place.settle(root) {
                let told = parsed.document.comments.iter();
                comments.extend(told.map(|it| Comment { span: place.span(it.span) }));
                node.value = std::mem::replace(&mut root.value, Value::Null);
            }
        }
    }
    if !comments.is_empty() {
        document.comments.append(&mut comments);
        document.comments.arrange_by_key(|it| it.span);
    }
    problems
}

/// A text in its file.
struct Place<'a> {
    source: SourceId,
    scalar: &'a Scalar,
}

impl Place<'_> {
    /// Let a tree of the text point into the file; whether it is small enough.
    fn settle(&self, root: &mut Node) -> bool {
        let mut waiting = vec![root];
        let mut seen = 0;
        while let Some(node) = waiting.pop() {
            if MANY.is_met(seen) {
                return false;
            }
            seen += 1;
            node.span = self.span(node.span);
            match &mut node.value {
                Value::Map(entries) => {
                    for entry in entries {
                        let keys = entry.labels.iter_mut().chain([&mut entry.key]);
                        keys.for_each(|key| key.span = self.span(key.span));
                        waiting.push(&mut entry.value);
                    }
                }
                Value::List(items) => waiting.extend(items),
                Value::Scalar(inner) => {
                    inner.origin = self.origin(inner);
                    inner.references.iter_mut().for_each(|it| it.span = self.span(it.span));
                }
                Value::Null => {}
            }
        }
        true
    }

    fn span(&self, span: Span) -> Span {
        self.scalar.span_of(self.source, span.start as usize, span.end as usize)
    }

    fn problem(&self, problem: Problem) -> Problem {
        Problem { span: problem.span.map(|it| self.span(it)), ..problem }
    }

    /// Where the letters of an inner text stem from: each of its marks, and each of the text around it.
    fn origin(&self, inner: &Scalar) -> Offsets {
        let around = &self.scalar.origin;
        let mut marks: Vec<(u32, u32)> = Vec::new();
        for (at, (text, offset)) in inner.origin.iter().enumerate() {
            let end = inner.origin.get(at + 1).map_or(inner.text.len() as u32, |(next, _)| *next);
            let here = *offset as usize;
            marks.push((*text, self.scalar.span_of(self.source, here, here).start));
            let first = around.partition_point(|(it, _)| it <= offset);
            let within = around[first..].iter().take_while(|(it, _)| it - offset < end - text);
            marks.extend(within.map(|(it, origin)| (text + (it - offset), *origin)));
        }
        marks.into()
    }
}

#[cfg(test)]
mod tests {
    use super::open;
    use crate::model::{Document, Encoding, Limits, Node, Source, SourceId, Value};
    use crate::parse::{self, Format};

    const TEXT: &str = r#"
generate "provider" {
  path     = "provider.tf"
  contents = <<-END
    # keyfit: service
    provider "dbtcloud" {
      token = "${get_env("A")}"
      x     = <<-X
        one
        two
      X
      y     = "${local.three}"
    }
  END
}
"#;

    fn opened(text: &str) -> (Document, Source) {
        let source = Source::new(SourceId(0), "a/terragrunt.hcl", text, Encoding::Utf8);
        let mut document = parse::document(&source, Format::Hcl).document;
        assert!(open(&source, &mut document, &[], Limits::default()).is_empty());
        (document, source)
    }

    #[test]
    fn a_tree_within_points_into_its_file() {
        let (document, source) = opened(TEXT);
        let contents = document.roots[0].at(&["generate", "contents"]).expect("it is written");
        let provider = contents.entry("provider").expect("it is a tree");
        let at = |node: &Node| &source.text[node.span.start as usize..node.span.end as usize];
        assert_eq!(provider.labels[0].span.start as usize, TEXT.find("dbtcloud").expect("it is"));
        assert_eq!(provider.value.get("token").map(at), Some("${get_env(\"A\")}"));
        let inner = provider.value.get("x").and_then(Node::scalar).expect("it is a text");
        let two = inner.text.find("two").expect("it is there");
        let span = inner.span_of(source.id, two, two + 3);
        assert_eq!(&source.text[span.start as usize..span.end as usize], "two");
        let inner = provider.value.get("y").and_then(Node::scalar).expect("it is a text");
        let span = inner.references[0].span;
        assert_eq!(&source.text[span.start as usize..span.end as usize], "local.three");
        assert_eq!(document.comments.len(), 1);
    }

    #[test]
    fn what_is_no_configuration_stays_a_text() {
        for text in [
            TEXT.replace("provider.tf\"", "provider.json\""),
            TEXT.replace("contents", "content"),
            "generate \"x\" {\n  path = \"x.tf\"\n  contents = \"\"\n}\n".to_owned(),
            "generate \"x\" {\n  path = \"x.tf\"\n  contents = file(\"x.tf\")\n}\n".to_owned(),
        ] {
            let (document, _) = opened(&text);
            let contents = document.roots[0].at(&["generate", "contents"]);
            let is_tree = contents.is_some_and(|it| matches!(it.value, Value::Map(_)));
            assert!(!is_tree, "{text}");
        }
    }
}
