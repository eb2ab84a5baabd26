//! What is known of dbt's permission sets, and of what its Terraform provider needs, is data that speaks.

use keyfit::model::{Report, Vendor};

use crate::folder::Folder;
use crate::{options, reported};

mod sets;
mod objects;
mod providers;

/// What is said of a repository of one file.
fn report(path: &str, text: &str) -> Report {
    let folder = Folder::new(&format!("knowledge-{:?}", std::thread::current().id()));
    folder.write(path, text);
    reported(&options(&folder.path(""), 1))
}

fn vendors() -> Vec<Vendor> {
    let Ok(policy) = keyfit::policy::builtin() else { panic!("the built-in rules are right") };
    policy.vendors.into_iter().filter(|vendor| vendor.id == "dbt").collect()
}
