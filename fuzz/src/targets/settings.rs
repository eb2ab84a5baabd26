//! Settings: whatever a `keyfit.toml` holds, it is taken or its mistakes are shown.

use keyfit::discover::decoded;
use keyfit::model::SourceId;
use keyfit::policy;

use super::beliefs;

/// The settings of a repository.
pub fn settings(bytes: &[u8]) {
    let (text, _, _) = decoded(bytes);
    if let Err(mistakes) = policy::settings(&text, "keyfit.toml", Some(SourceId(0)), beliefs()) {
        assert!(!mistakes.is_empty());
        assert!(!policy::show(&mistakes, false).is_empty());
    }
}
