//! Procfiles: a command for each process of an app. What the commands read is set where the app is deployed.

use super::environment;
use crate::extract::container::room::Room;
use crate::model::{Facts, Matter, Scalar, Source, Style, Vendor};

/// Whether a file is a Procfile. One for development is started by a person.
pub(super) fn claims(path: &str) -> bool {
    path.rsplit('/').next() == Some("Procfile")
}

/// What a Procfile says.
pub(super) fn facts(source: &Source, vendors: &[Vendor]) -> Facts {
    let mut room = Room::new(source, vendors, "procfile");
    room.circumstance(Matter::Unattended, "the platform starts it".to_owned());
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        let Some((name, command)) = line.split_once(':').filter(|(name, _)| is_name(name)) else {
            continue;
        };
        let scope = room.unit.within("process", name);
        let scalar = Scalar::verbatim(command.trim_end(), at + name.len() + 1, Style::Block);
        room.script(&scalar, &scope, &[source.folder().to_owned()], &format!("process `{name}`"));
    }
    environment::from_outside(&mut room, "the settings of the app");
    room.facts
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'))
}
