//! How much of a repository a run takes on before it stops and says so.

/// A limit that settings can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The size of a file in MB past which it is searched for tokens only.
    FileSize,
    /// How many nodes of a YAML file may be copies that aliases make.
    AliasCopies,
    /// How deeply the parts of a YAML file may lie within each other.
    YamlDepth,
    /// Sites looked at for one place of use, counted once for each context.
    FollowSites,
    /// Contexts of one place of use.
    FollowContexts,
    /// Steps for all places of use together.
    FollowSteps,
}

impl Limit {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 6] = [
        Self::FileSize,
        Self::AliasCopies,
        Self::YamlDepth,
        Self::FollowSites,
        Self::FollowContexts,
        Self::FollowSteps,
    ];

    /// The key in settings.
    pub fn key(self) -> &'static str {
        match self {
            Self::FileSize => "file-size",
            Self::AliasCopies => "alias-copies",
            Self::YamlDepth => "yaml-depth",
            Self::FollowSites => "follow-sites",
            Self::FollowContexts => "follow-contexts",
            Self::FollowSteps => "follow-steps",
        }
    }

    /// The least, the usual and the most. No less reads what people write, and no more is bearable.
    pub fn range(self) -> [u32; 3] {
        match self {
            Self::FileSize => [1, 10, 64],
            Self::AliasCopies => [1_000, 100_000, 1_000_000],
            Self::YamlDepth => [20, 100, 200],
            Self::FollowSites => [1_000, 20_000, 1_000_000],
            Self::FollowContexts => [16, 256, 4_096],
            Self::FollowSteps => [10_000, 400_000, 10_000_000],
        }
    }

    /// What raises it, as a clause behind what was left out.
    pub fn help(self) -> String {
        format!("`{}` under `[limits]` in keyfit.toml raises that", self.key())
    }
}

/// What each limit of a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([u32; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(|limit| limit.range()[1]))
    }
}

impl Limits {
    /// What a limit is.
    pub fn get(self, limit: Limit) -> usize {
        self.0[limit as usize] as usize
    }

    /// Move a limit, within its range.
    pub fn set(&mut self, limit: Limit, value: u32) {
        let [least, _, most] = limit.range();
        self.0[limit as usize] = value.clamp(least, most);
    }

    /// The size in bytes past which a file is not parsed.
    pub fn largest(self) -> usize {
        self.get(Limit::FileSize) << 20
    }

    /// The limits that are not what they usually are.
    pub fn moved(self) -> impl Iterator<Item = Limit> {
        Limit::ALL.into_iter().filter(move |it| self.get(*it) != Self::default().get(*it))
    }
}
