//! The closed sets of words in rule, vendor and settings files, each with what it stands for.

use crate::model::vendor::{Family, Reach};
use crate::model::{
    Class, Environment, ExposureForm, Kind, Level, Plan, Preset, Requires, Runner, Subject,
};

/// Words, each with its meaning.
pub(super) type Choices<T> = &'static [(&'static str, T)];

/// Levels; `None` is off.
pub(super) const LEVELS: Choices<Option<Level>> = &[
    ("error", Some(Level::Error)),
    ("warning", Some(Level::Warning)),
    ("note", Some(Level::Note)),
    ("off", None),
];

/// What a rule judges.
pub(super) const SUBJECTS: Choices<Subject> = &[
    ("usage", Subject::Usage),
    ("grant", Subject::Grant),
    ("permission", Subject::Permission),
    ("exposure", Subject::Exposure),
    ("allowance", Subject::Allowance),
];

/// Kinds, the unknown among them.
pub(super) const KINDS: Choices<Kind> = &[
    ("service", Kind::Service),
    ("personal", Kind::Personal),
    ("legacy", Kind::Legacy),
    ("scim", Kind::Scim),
    ("webhook", Kind::Webhook),
    ("unknown", Kind::Unknown),
];

/// Kinds that can be declared.
pub(super) const KNOWN_KINDS: Choices<Kind> = &[
    ("service", Kind::Service),
    ("personal", Kind::Personal),
    ("legacy", Kind::Legacy),
    ("scim", Kind::Scim),
    ("webhook", Kind::Webhook),
];

/// Runners.
pub(super) const RUNNERS: Choices<Runner> = &[
    ("attended", Runner::Attended),
    ("unattended", Runner::Unattended),
    ("unknown", Runner::Unknown),
];

/// Ways in which a place may show a value that a row of a vendor's data can name.
pub(super) const FORMS: Choices<ExposureForm> = &[("project-file", ExposureForm::ProjectFile)];

/// Environments, the unknown among them.
pub(super) const ENVIRONMENTS: Choices<Environment> = &[
    ("production", Environment::Production),
    ("staging", Environment::Staging),
    ("development", Environment::Development),
    ("unknown", Environment::Unknown),
];

/// Environments that words and branches can name.
pub(super) const KNOWN_ENVIRONMENTS: Choices<Environment> = &[
    ("production", Environment::Production),
    ("staging", Environment::Staging),
    ("development", Environment::Development),
];

/// What the guidance asks.
pub(super) const REQUIRES: Choices<Requires> = &[
    ("service", Requires::Service),
    ("personal", Requires::Personal),
    ("either", Requires::Either),
];

/// Classes of consumers.
pub(super) const CLASSES: Choices<Class> = &[
    ("partner", Class::Partner),
    ("infrastructure", Class::Infrastructure),
    ("api", Class::Api),
    ("client", Class::Client),
    ("user-endpoint", Class::UserEndpoint),
    ("process", Class::Process),
    ("store", Class::Store),
];

/// Sorts of integrations.
pub(super) const FAMILIES: Choices<Family> = &[
    ("semantic-layer", Family::SemanticLayer),
    ("bi", Family::Bi),
    ("catalog", Family::Catalog),
    ("observability", Family::Observability),
    ("orchestrator", Family::Orchestrator),
    ("pipeline", Family::Pipeline),
    ("secrets", Family::Secrets),
    ("application", Family::Application),
];

/// For what permission sets are given.
pub(super) const REACHES: Choices<Reach> =
    &[("account", Reach::Account), ("project", Reach::Project)];

/// Presets.
pub(super) const PRESETS: Choices<Preset> =
    &[("recommended", Preset::Recommended), ("strict", Preset::Strict)];

/// Plans.
pub(super) const PLANS: Choices<Plan> = &[
    ("developer", Plan::Developer),
    ("starter", Plan::Starter),
    ("team", Plan::Team),
    ("enterprise", Plan::Enterprise),
    ("enterprise-plus", Plan::EnterprisePlus),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Strength;
    use crate::model::vocabulary::WORDS;

    fn names<T>(choices: &[(&'static str, T)]) -> Vec<&'static str> {
        choices.iter().map(|(name, _)| *name).collect()
    }

    fn values(subject: Subject, word: &str) -> Vec<&'static str> {
        let spec = WORDS.iter().find(|spec| spec.subject == subject && spec.word == word);
        spec.expect("the word is there").values.to_vec()
    }

    #[test]
    fn a_word_in_a_file_is_the_word_in_the_outputs() {
        assert!(KINDS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(KNOWN_KINDS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(RUNNERS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(FORMS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(ENVIRONMENTS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(KNOWN_ENVIRONMENTS.iter().all(|(name, it)| it.as_str() == *name));
        assert!(REQUIRES.iter().all(|(name, it)| it.as_str() == *name));
        assert!(FAMILIES.iter().all(|(name, it)| it.as_str() == *name));
        assert!(REACHES.iter().all(|(name, it)| it.as_str() == *name));
        assert!(CLASSES.iter().all(|(name, it)| it.as_str() == *name));
        assert!(LEVELS.iter().all(|(name, it)| it.map_or("off", Level::as_str) == *name));
    }

    #[test]
    fn the_vocabulary_of_rules_knows_the_same_values() {
        let usage = |word| values(Subject::Usage, word);
        assert_eq!(usage("kind"), names(KINDS));
        assert_eq!(values(Subject::Exposure, "kind"), names(KINDS));
        assert_eq!(usage("runner"), names(RUNNERS));
        assert_eq!(usage("environment"), names(ENVIRONMENTS));
        assert_eq!(usage("also-in"), names(ENVIRONMENTS));
        assert_eq!(usage("requires"), names(REQUIRES));
        assert_eq!(usage("consumer.needs"), names(REQUIRES));
        assert_eq!(usage("consumer.class"), names(CLASSES));
        assert_eq!(usage("consumer.family"), [names(FAMILIES), vec!["none"]].concat());
        assert_eq!(usage("consumer.vendor-says"), names(REQUIRES));
        assert_eq!(usage("plan"), [names(PLANS), vec!["none"]].concat());
        let strengths = [
            Strength::Prose,
            Strength::Consumer,
            Strength::Name,
            Strength::Declaration,
            Strength::Slot,
            Strength::Resource,
            Strength::TokenName,
            Strength::Prefix,
        ];
        let strengths: Vec<&str> = strengths.iter().map(|it| it.as_str()).chain(["none"]).collect();
        assert_eq!(usage("evidence"), strengths);
        assert_eq!(values(Subject::Exposure, "runner"), names(RUNNERS));
        assert_eq!(values(Subject::Exposure, "environment"), names(ENVIRONMENTS));
        assert_eq!(values(Subject::Permission, "plan"), [names(PLANS), vec!["none"]].concat());
    }
}
