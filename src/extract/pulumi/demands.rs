//! What the resources of a stack need of the token that its settings hold.

use super::{Program, Resource};
use crate::model::vendor::MintRow;
use crate::model::{Demand, Kind, Name, Space};

/// What a resource needs that makes service tokens with the stack's own provider.
pub(super) fn demand(program: &Program<'_>, resource: &Resource<'_>) -> Option<Demand> {
    let object = &resource.kind;
    let mints = |row: &MintRow| row.kind == Kind::Service && row.types.contains(object);
    let is_mint = program.vendors.iter().any(|vendor| vendor.mints.iter().any(mints));
    let (package, _) = object.split_once(':').filter(|_| is_mint && !resource.apart)?;
    Some(Demand {
        provider: Name::new(Space::Provider, &program.unit, package),
        object: object.clone(),
        kind: Kind::Service,
        creates: true,
        sets: Vec::new(),
        span: resource.span,
        says: format!("`{object}` needs a service token"),
    })
}
