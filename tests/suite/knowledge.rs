//! What is known of dbt's permission sets, and of what its Terraform provider needs, is data that speaks.

use keyfit::lint::{Config, Options, Progress};
use keyfit::model::{Report, Vendor};

use crate::TODAY;
use crate::folder::Folder;

mod sets;
mod objects;
mod providers;

/// What is said of a repository of one file.
fn report(path: &str, text: &str) -> Report {
    let folder = Folder::new(&format!("knowledge-{:?}", std::thread::current().id()));
    folder.write(path, text);
    let options = Options {
        paths: vec![folder.path("")],
        config: Config::Root,
        rules: None,
        today: TODAY.to_owned(),
        threads: 1,
        everything: false,
        overlay: keyfit::discover::Overlay::default(),
    };
    match keyfit::lint(&options, &Progress::default()) {
        Ok((report, _)) => report,
        Err(error) => panic!("{path} cannot be read: {error:?}"),
    }
}

fn vendors() -> Vec<Vendor> {
    let Ok(policy) = keyfit::policy::builtin() else { panic!("the built-in rules are right") };
    policy.vendors.into_iter().filter(|vendor| vendor.id == "dbt").collect()
}
