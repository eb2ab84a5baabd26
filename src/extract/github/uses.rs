//! `uses:` of a step: an action of someone else, or one of the repository.

use super::file::{File, proven, slot_evidence};
use super::step::{After, Step};
use super::{call, fetched, image, terraform};
use crate::extract::ci::presumption::presumed;
use crate::model::{ExposureForm, Node, Site, Space, Take, Weight};

/// Read the action that a step uses.
pub(super) fn read(file: &mut File<'_>, step: &Step<'_, '_, '_>, after: &After) {
    let Some(uses) = step.node.get("uses") else { return };
    let Some(name) = uses.text() else { return };
    if let Some(folder) = super::local(step.around.folder, name) {
        call::action(file, step, uses, &folder);
        return;
    }
    for entry in step.node.get("with").map(Node::entries).unwrap_or_default() {
        let input = &entry.key.text;
        let says = format!("{} hands `{input}` to `{}`", step.label, without_version(name));
        let mut site = file.site(&entry.value, step.place, says);
        present(file, &mut site, name, input);
        image::append(file, name, input, &entry.value, &site);
        let is_proven = site.presents.as_ref().is_some_and(|it| it.weight == Weight::Proven);
        if is_proven && is_unverified(step) {
            let reveals = [ExposureForm::Unverified].into();
            file.facts.sites.push(Site { reveals, presents: None, ..site.clone() });
        }
        file.facts.sites.push(site);
    }
    terraform::read(file, step, name);
    fetched::read(file, step, name, after);
}

/// Whether a variable turns off that actions check whom they talk to: most of them are programs of Node.
fn is_unverified(step: &Step<'_, '_, '_>) -> bool {
    step.known.text("${{ env.NODE_TLS_REJECT_UNAUTHORIZED }}").iter().any(|it| it == "0")
}

/// Say who takes an input: the consumer that a catalogue knows, else a process if a name is a credential's.
fn present(file: &File<'_>, site: &mut Site, uses: &str, input: &str) {
    let known = file.vendors.iter().find_map(|vendor| vendor.action_input(uses, input));
    if let Some((consumer, slot)) = known {
        site.presents = Some(proven(&consumer.id).into());
        site.evidence.extend(slot_evidence(slot.kind, input, site.span));
    } else if !file.vendors.iter().any(|vendor| vendor.is_foreign_action(uses)) {
        present_by_name(file, site, input);
    }
}

/// A process takes what its own name or a name that it is made of calls a credential.
pub(super) fn present_by_name(file: &File<'_>, site: &mut Site, input: &str) {
    if site.takes.iter().any(hands_on_credentials) && file.is_credential(input, &site.takes) {
        site.presents = Some(presumed("process").into());
    }
}

fn hands_on_credentials(take: &Take) -> bool {
    !matches!(take.name.space, Space::Matrix)
}

/// The action without its version.
pub(super) fn without_version(uses: &str) -> &str {
    uses.split('@').next().unwrap_or(uses)
}
