//! What a repository begins with: settings with the declarations that it lacks, a hook, a step of its CI.

use std::collections::BTreeMap;

use crate::model::{Kind, Requires, Usage};

use super::scene::Scene;

/// How many uses of one credential are named.
const SHOWN: usize = 3;

/// A CI system for which there is a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ci {
    /// GitHub Actions.
    Github,
    /// GitLab CI.
    Gitlab,
    /// Azure Pipelines.
    Azure,
}

impl Ci {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Github, Self::Gitlab, Self::Azure];

    /// The word in flags.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Azure => "azure",
        }
    }

    /// The file in which the step stands.
    pub fn path(self) -> &'static str {
        match self {
            Self::Github => ".github/workflows/keyfit.yml",
            Self::Gitlab => ".gitlab/keyfit.yml",
            Self::Azure => "keyfit-pipeline.yml",
        }
    }

    /// What the file says.
    pub fn text(self) -> &'static str {
        match self {
            Self::Github => include_str!("github.yml"),
            Self::Gitlab => include_str!("gitlab.yml"),
            Self::Azure => include_str!("azure.yml"),
        }
    }

    /// What is left to do once the file is there.
    pub fn then(self) -> &'static str {
        match self {
            Self::Github => "commit it; code scanning shows what it finds",
            Self::Gitlab => {
                "include it: `include: [{local: .gitlab/keyfit.yml}]` in `.gitlab-ci.yml`"
            }
            Self::Azure => "make a pipeline of it: Pipelines, New pipeline, Existing YAML file",
        }
    }
}

/// The settings of the hook that looks at each commit.
pub const HOOK: &str = include_str!("pre-commit-config.yaml");

/// The file of that hook's settings.
pub const HOOK_PATH: &str = ".pre-commit-config.yaml";

/// A credential of which nothing says the kind where the guidance asks for one: its name in settings, and its uses.
fn undeclared<'a>(scene: &Scene<'a>) -> BTreeMap<String, Vec<&'a Usage>> {
    let mut all: BTreeMap<String, Vec<&Usage>> = BTreeMap::new();
    let open = scene.report.usages.iter().filter(|it| {
        it.credential.kind == Kind::Unknown && it.requires == Requires::Service && it.applied
    });
    for usage in open {
        let name = &usage.credential.name;
        let can_be_declared = |space: &str| ["secret", "env", "var"].contains(&space);
        if name.split_once(':').is_some_and(|(space, _)| can_be_declared(space)) {
            all.entry(scene.line(name)).or_default().push(usage);
        }
    }
    all
}

/// Where a credential is used and by whom, each once.
fn places(scene: &Scene<'_>, uses: &[&Usage]) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for usage in uses {
        let place = scene.place(usage.span);
        let (path, who) = (scene.path(place.path), scene.line(&usage.consumer_title));
        let place = format!("{path}:{}: {who}", place.start.line);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A settings file with the declarations that would settle what nothing says, each to be uncommented; and how many.
pub(super) fn settings(scene: &Scene<'_>) -> (String, usize) {
    let undeclared = undeclared(scene);
    let mut page = String::from(HEAD);
    if undeclared.is_empty() {
        page += "# \"secret:DBT_API_KEY\" = \"service\"\n";
    }
    for (name, uses) in &undeclared {
        page.push('\n');
        let places = places(scene, uses);
        for place in places.iter().take(SHOWN) {
            page += &["# ", place, "\n"].concat();
        }
        match places.len().saturating_sub(SHOWN) {
            0 => {}
            1 => page += "# and one use more\n",
            more => page += &["# and ", &more.to_string(), " uses more\n"].concat(),
        }
        // A text as JSON writes it is one of TOML.
        let quoted = serde_json::to_string(name).unwrap_or_default();
        page += &["# ", &quoted, " = \"service\"   # or \"personal\"\n"].concat();
    }
    (page + FOOT, undeclared.len())
}

/// What stands before the declarations.
const HEAD: &str = "\
# What keyfit cannot see in the files. Each line is optional.

# How strictly rules are taken: \"recommended\", or \"strict\" (notes count as warnings, warnings as errors).
preset = \"recommended\"

# The account's plan: on \"developer\" and \"starter\" a service token can only query the Semantic Layer.
# plan = \"enterprise\"

# Whose a credential is, where neither its name nor its value says so. Uncomment what is true.
# Better still, give it a name that says it: DBT_SERVICE_TOKEN, DBT_PAT.
[credentials]
";

/// What stands behind them.
const FOOT: &str = "
# Another level for one rule: \"error\", \"warning\", \"note\" or \"off\".
[levels]
# legacy-provider-source = \"off\"

# What files are used for, where keyfit reads it otherwise.
# [[context]]
# path = \"infra/live/**\"
# environment = \"production\"
# runner = \"unattended\"

# What stays as it is, with a reason, and with a last day if you like.
# [[allow]]
# rule = \"personal-token-in-automation\"
# path = \".github/workflows/metrics.yml\"
# because = \"the dbt CLI needs a user\"
# until = 2027-03-31
# owner = \"data-platform\"
";
