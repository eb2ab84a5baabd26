//! Which of several runs this one is: a category of its own, or the pipeline that Azure DevOps tells of.

use super::super::receiver::{Pipeline, Profile, Receiver};
use super::super::tree::{Tree, text};
use super::place;

/// A run of one category replaces the one before it.
const CATEGORY: &str = "keyfit/check/";

/// The run's identity. Azure DevOps drops a log that does not tell its pipeline.
pub(super) fn details(receiver: &Receiver) -> Tree {
    match pipeline(receiver) {
        Some(pipeline) => of_pipeline(pipeline),
        None => Tree::object([("id", text(CATEGORY))]),
    }
}

fn pipeline(receiver: &Receiver) -> Option<&Pipeline> {
    let whole = receiver.pipeline.as_ref().filter(|it| it.is_whole());
    whole.filter(|_| receiver.profile == Profile::Azure)
}

fn of_pipeline(it: &Pipeline) -> Tree {
    let definition = it.definition.to_string();
    let parts = [&it.organization, &it.project, &definition, &it.phase, &it.branch, &it.build];
    let id = parts.map(|part| part.replace('/', "%2F")).join("/");
    // Those who validate it read the number as a text.
    let properties = Tree::object([
        ("azuredevops/pipeline/build/buildDefinitionId", text(&definition)),
        ("azuredevops/pipeline/build/buildDefinitionName", text(&it.definition_name)),
        ("azuredevops/pipeline/build/phaseId", text(&it.phase)),
        ("azuredevops/pipeline/build/phaseName", text(&it.phase_name)),
    ]);
    Tree::object([
        ("id", text(format!("azuredevops/pipeline/build/{id}"))),
        ("properties", Some(properties)),
    ])
}

/// Which commit of which repository was read, where the pipeline tells it. Nothing of it is read from a work tree, for
/// two clones of one tree would then have two logs.
pub(super) fn provenance(receiver: &Receiver) -> Option<Tree> {
    let pipeline = pipeline(receiver)?;
    let address = without_credentials(&pipeline.repository)?;
    let said = |it: &str| if it.is_empty() { None } else { text(it) };
    let mapped = Tree::object([("uriBaseId", text(place::ROOT))]);
    Tree::list([Tree::object([
        ("repositoryUri", text(address)),
        ("revisionId", said(&pipeline.revision)),
        ("branch", said(&pipeline.branch)),
        ("mappedTo", Some(mapped)),
    ])])
}

/// An address without the name and the password that may stand before its host, and without what follows its path.
fn without_credentials(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://")?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().filter(|host| !host.is_empty())?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    Some(format!("https://{host}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::{details, provenance, without_credentials};
    use crate::render::receiver::{Pipeline, Profile, Receiver};

    fn receiver(profile: Profile) -> Receiver {
        let text = |it: &str| it.to_owned();
        let pipeline = Pipeline {
            organization: text("fabrikam"),
            project: text("9f0c"),
            definition: 12,
            definition_name: text("checks"),
            phase: text("4f3b2c1a-0000-4000-8000-000000000001"),
            phase_name: text("Job"),
            branch: text("refs/heads/main"),
            build: text("77"),
            repository: text("https://me:word@dev.azure.com/fabrikam/p/_git/r?x=1"),
            revision: text("abc"),
        };
        Receiver { profile, pipeline: Some(pipeline), ..Receiver::default() }
    }

    #[test]
    fn only_azure_is_told_its_pipeline() {
        for profile in [Profile::Github, Profile::Gitlab] {
            assert!(!format!("{:?}", details(&receiver(profile))).contains("azuredevops"));
            assert!(provenance(&receiver(profile)).is_none());
        }
        let told = format!("{:?}", details(&receiver(Profile::Azure)));
        let id =
            "build/fabrikam/9f0c/12/4f3b2c1a-0000-4000-8000-000000000001/refs%2Fheads%2Fmain/77";
        assert!(told.contains(id), "{told}");
    }

    #[test]
    fn a_pipeline_that_is_half_told_is_none() {
        let mut receiver = receiver(Profile::Azure);
        receiver.pipeline.as_mut().unwrap().phase.clear();
        assert!(format!("{:?}", details(&receiver)).contains("keyfit/check/"));
    }

    #[test]
    fn an_address_keeps_no_password() {
        for (address, expected) in [
            ("https://me:word@a.b/c", Some("https://a.b/c")),
            ("https://a.b", Some("https://a.b/")),
            ("https://a.b/c?token=d#e", Some("https://a.b/c")),
            ("git@a.b:c", None),
            ("https://", None),
        ] {
            assert_eq!(without_credentials(address).as_deref(), expected);
        }
        let told = format!("{:?}", provenance(&receiver(Profile::Azure)));
        assert!(told.contains("https://dev.azure.com/fabrikam/p/_git/r") && !told.contains("word"));
    }
}
