//! Who is presumed to read a variable that some process of a CI job sees.

use crate::model::{Kind, Presentation, Vendor, Weight};

/// A presentation to a consumer that is presumed from the surroundings: `process`, where nothing more is known.
pub fn presumed(consumer: &str) -> Presentation {
    Presentation { consumer: consumer.to_owned(), weight: Weight::Presumed }
}

/// Who is presumed to read a variable among others. Only Terraform reads `TF_VAR_`; a person's token beside another
/// one is for a second provider, as lookups need it that work for no service token.
pub fn consumer<'n>(
    vendors: &[Vendor],
    name: &str,
    mut all: impl Iterator<Item = &'n str>,
) -> &'static str {
    let is_personal =
        |name: &str| vendors.iter().any(|vendor| vendor.kind_of_name(name) == Some(Kind::Personal));
    let is_variable = |name: &str| name.starts_with("TF_VAR_");
    if !is_variable(name) {
        "process"
    } else if is_personal(name) && all.any(|it| is_variable(it) && !is_personal(it)) {
        "terraform-lookups"
    } else {
        "terraform-elsewhere"
    }
}

/// Whether a variable belongs to another product, as what stands beside it shows.
pub fn is_another_product(
    vendors: &[Vendor],
    name: &str,
    mut stands_beside: impl FnMut(&str) -> bool,
) -> bool {
    let rows = vendors.iter().filter_map(|vendor| vendor.name_row(name));
    rows.flat_map(|row| &row.beside).any(|beside| stands_beside(beside))
}
