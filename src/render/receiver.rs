//! For whom a report is written, where those who read one format want different things of it.

/// Who reads a report, and what they must be told that no file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Who reads SARIF.
    pub profile: Profile,
    /// The pipeline that Azure DevOps runs, where it runs one.
    pub pipeline: Option<Pipeline>,
    /// The day of the run, `YYYY-MM-DD`.
    pub day: String,
}

impl Default for Receiver {
    fn default() -> Self {
        Self { profile: Profile::default(), pipeline: None, day: "1970-01-01".to_owned() }
    }
}

/// Who reads SARIF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// GitHub, which would show a silenced finding as open.
    #[default]
    Github,
    /// GitLab, which heeds that a finding is silenced.
    Gitlab,
    /// Azure DevOps, which heeds it too and asks for the pipeline.
    Azure,
}

impl Profile {
    /// Whether silenced findings are told and marked; else they are left out and counted.
    pub fn tells_silenced(self) -> bool {
        self != Self::Github
    }
}

/// A pipeline of Azure DevOps, as its variables tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// The organization.
    pub organization: String,
    /// The project, by its id or its name.
    pub project: String,
    /// The number of the pipeline; 0 is none.
    pub definition: u32,
    /// The name of the pipeline.
    pub definition_name: String,
    /// The id of the job's phase.
    pub phase: String,
    /// The name of the job's phase.
    pub phase_name: String,
    /// The branch, such as `refs/heads/main`.
    pub branch: String,
    /// The number of the run.
    pub build: String,
    /// The address of the repository.
    pub repository: String,
    /// The commit.
    pub revision: String,
}

impl Pipeline {
    /// Whether all is known without which Azure DevOps drops a log.
    pub fn is_whole(&self) -> bool {
        let said = [&self.organization, &self.project, &self.definition_name, &self.phase_name];
        let ids = [&self.phase, &self.branch, &self.build];
        0 < self.definition && said.into_iter().chain(ids).all(|it| !it.is_empty())
    }
}
