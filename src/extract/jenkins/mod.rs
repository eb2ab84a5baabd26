//! Jenkins: pipelines as Groovy programs, declarative and scripted.
//!
//! A program is read as statements and blocks, and is not run: loops run once, a condition that cannot be read may
//! hold. Credentials of the store are secrets by their ids; what no file sets comes from Jenkins's own settings.

mod token;
mod tree;
mod value;
mod text;
mod condition;
mod names;
mod binding;
mod script;
mod place;
mod walk;
mod surroundings;

use crate::extract::ci::file::File;
use crate::extract::ci::{outside, trigger};
use crate::model::{Facts, Matter, Scalar, Scope, Source, Style, Trigger, Vendor};
use value::Program;

/// Whether a file is a pipeline, by its name: `Jenkinsfile`, `Jenkinsfile.deploy`, `deploy.jenkinsfile`, and programs
/// in a folder of that name.
pub fn holds(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or(&lower);
    let is_prose = [".md", ".txt", ".rst", ".html"].iter().any(|it| name.ends_with(it));
    let suffix = name.strip_prefix("jenkinsfile");
    let is_named = suffix.is_some_and(|it| it.is_empty() || it.starts_with(['.', '-', '_']))
        || name.ends_with(".jenkinsfile");
    let folders = lower.strip_suffix(name).unwrap_or_default();
    let in_folder = folders.split('/').any(|it| matches!(it, "jenkins" | ".jenkins"));
    !is_prose && (is_named || in_folder && name.ends_with(".groovy"))
}

/// What a pipeline says.
pub fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let text = source.text.as_str();
    let tokens = token::tokens(text);
    let body = tree::statements(text, &tokens);
    let (functions, definitions) = names::all(text, &body);
    let whole = Scalar::verbatim(text, 0, Style::Block);
    let mut file = File::new(source, vendors, Scope::unit("jenkins", &source.path));
    circumstances(&mut file, tokens.iter().any(|it| it.is_word(text, "cron")));
    let program = Program { text, whole: &whole, definitions: &definitions };
    let mut file = walk::over(file, program, &functions, &body);
    outside::settings(&mut file, "the settings of Jenkins");
    file.facts
}

/// Which runs there are is said at the job, outside of the file: those of branches and of change requests at least.
fn circumstances(file: &mut File<'_>, is_scheduled: bool) {
    let unit = file.unit.clone();
    let span = file.source.span(0, 0);
    file.circumstance(&unit, Matter::Unattended, Some(span), "Jenkins runs it");
    file.circumstance(&unit, Matter::Path(file.source.path.clone()), None, "the file's path");
    let name = file.source.file_name().to_ascii_lowercase();
    let ending = name.rsplit(['.', '-', '_']).next().unwrap_or_default();
    if matches!(ending, "example" | "sample" | "template") {
        file.circumstance(
            &unit,
            Matter::Example,
            None,
            "the file's name says that it is an example",
        );
    }
    let scheduled = is_scheduled.then_some("schedule");
    for event in ["push", "pull_request"].into_iter().chain(scheduled) {
        let trigger = Trigger { event: event.to_owned(), ..Trigger::default() };
        let says = trigger::said(&trigger);
        file.circumstance(&unit, Matter::Trigger(trigger), Some(span), says);
    }
}

#[cfg(test)]
mod tests {
    use super::{facts, holds};
    use crate::extract::fixture::{source, vendor};

    #[test]
    fn pipelines_are_known_by_their_names() {
        for (path, expected) in [
            ("Jenkinsfile", true),
            ("ci/Jenkinsfile.merge-to-staging", true),
            ("deploy.Jenkinsfile", true),
            ("jenkins/deploy/prod.groovy", true),
            ("src/main.groovy", false),
            ("Jenkinsfiles.md", false),
            ("Jenkinsfile.md", false),
            ("jenkins/values.yaml", false),
        ] {
            assert_eq!(holds(path), expected, "{path}");
        }
    }

    #[test]
    fn a_program_may_end_anywhere_and_hold_anything() {
        let text = r#"def é = env.X ?: "é${a ? "b" : 'ü'}\é"
if (x =~ /é/ && params['é'] == "${y}") sh "é $é ${z.trim()}" else { bat '%é%\' }
withCredentials([string(credentialsId: "é-${é}", variable: 'DBT_PAT')]) { dir('é') { sh '$DBT_PAT' } }
withVault([vaultSecrets: [[path: 'é', secretValues: [[envVar: 'DBT_PAT', vaultKey: 'é']]]]]) { f(é) { "é" } }
"#;
        let vendors = [vendor()];
        let read = |text: &str| facts(&source("Jenkinsfile", text), &vendors);
        assert!(!read(text).sites.is_empty());
        for (at, letter) in text.char_indices() {
            read(&text[..at]);
            for other in ["'", "\"", "{", ")", "\\", "é", "?", "$"] {
                read(&format!("{}{other}{}", &text[..at], &text[at + letter.len_utf8()..]));
            }
        }
    }
}
