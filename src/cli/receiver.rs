//! For whom a report is written, from flags and from what Azure Pipelines says in its variables.

use crate::render::{Pipeline, Profile, Receiver};

use super::args::{Check, SarifProfile};

/// Who reads what this check writes.
pub fn receiver(check: &Check) -> Receiver {
    let profile = match check.sarif_profile {
        SarifProfile::Github => Profile::Github,
        SarifProfile::Gitlab => Profile::Gitlab,
        SarifProfile::Azure => Profile::Azure,
    };
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    Receiver { profile, pipeline: pipeline(variable), day: check.run.day() }
}

/// The pipeline that runs, if one does.
fn pipeline(variable: impl Fn(&str) -> String) -> Option<Pipeline> {
    let first = |names: [&str; 2]| {
        names.iter().map(|name| variable(name)).find(|it| !it.is_empty()).unwrap_or_default()
    };
    if variable("TF_BUILD").is_empty() {
        return None;
    }
    Some(Pipeline {
        organization: organization(&variable("SYSTEM_COLLECTIONURI")),
        project: first(["SYSTEM_TEAMPROJECTID", "SYSTEM_TEAMPROJECT"]),
        definition: first(["SYSTEM_DEFINITIONID", "BUILD_DEFINITIONID"]).parse().unwrap_or(0),
        definition_name: variable("BUILD_DEFINITIONNAME"),
        phase: first(["SYSTEM_PHASEID", "SYSTEM_JOBID"]),
        phase_name: first(["SYSTEM_PHASENAME", "SYSTEM_JOBNAME"]),
        branch: variable("BUILD_SOURCEBRANCH"),
        build: variable("BUILD_BUILDID"),
        repository: variable("BUILD_REPOSITORY_URI"),
        revision: variable("BUILD_SOURCEVERSION"),
    })
}

/// The organization of an address: `https://dev.azure.com/fabrikam/` or `https://fabrikam.visualstudio.com/`.
fn organization(address: &str) -> String {
    let rest = address.trim_start_matches("https://").trim_end_matches('/');
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default();
    let by_path = path.split('/').next().filter(|it| !it.is_empty());
    by_path.or_else(|| host.split('.').next()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{organization, pipeline};

    #[test]
    fn a_pipeline_is_told_where_one_runs() {
        assert!(pipeline(|_| String::new()).is_none());
        let told = pipeline(|name| match name {
            "SYSTEM_COLLECTIONURI" => "https://dev.azure.com/fabrikam/".to_owned(),
            "BUILD_DEFINITIONID" => "12".to_owned(),
            _ => name.to_lowercase(),
        });
        let told = told.expect("it runs");
        assert_eq!((told.organization.as_str(), told.definition), ("fabrikam", 0));
        assert_eq!((told.phase.as_str(), told.build.as_str()), ("system_phaseid", "build_buildid"));
        assert!(!told.is_whole());
    }

    #[test]
    fn an_organization_stands_in_the_host_or_behind_it() {
        for (address, expected) in [
            ("https://dev.azure.com/fabrikam/", "fabrikam"),
            ("https://fabrikam.visualstudio.com/", "fabrikam"),
            ("https://tfs.local/tfs/Default/", "tfs"),
            ("", ""),
        ] {
            assert_eq!(organization(address), expected, "{address}");
        }
    }
}
