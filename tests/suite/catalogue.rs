//! The catalogue of consumers is right about itself: in each example its consumer is found, in each near miss it is not.

use std::collections::BTreeSet;

use keyfit::model::vendor::Example;
use keyfit::model::{Class, Consumer, Requires};

use crate::folder::Folder;
use crate::{options, reported};

#[test]
fn every_consumer_is_found_in_its_examples() {
    let mut wrong = Vec::new();
    for consumer in &consumers() {
        for example in &consumer.examples {
            let found = found(example);
            if !found.contains(&consumer.id) {
                wrong.push(format!("{} in {}: found {found:?}", consumer.id, example.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_consumer_is_found_in_its_near_misses() {
    let mut wrong = Vec::new();
    for consumer in &consumers() {
        for near_miss in &consumer.near_misses {
            if found(near_miss).contains(&consumer.id) {
                wrong.push(format!("{} in {}", consumer.id, near_miss.file));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_row_says_where_it_comes_from_and_shows_what_it_means() {
    for consumer in &consumers() {
        let id = &consumer.id;
        assert!(!consumer.sources.is_empty() && !consumer.read.is_empty(), "{id} has no source");
        assert!(consumer.sources.iter().all(|it| it.starts_with("https://")), "{id}");
        assert!(!consumer.examples.is_empty(), "{id} has no example");
        assert!(!consumer.near_misses.is_empty(), "{id} has no near miss");
        assert_eq!(consumer.class == Class::Partner, consumer.family.is_some(), "{id}");
        let differs = consumer.vendor_says != Requires::Either;
        assert!(!differs || consumer.class == Class::Partner, "{id}");
    }
}

/// The consumers that are found in a repository of this one file.
fn found(example: &Example) -> BTreeSet<String> {
    let folder = Folder::new(&format!("catalogue-{:?}", std::thread::current().id()));
    folder.write(&example.file, &example.text);
    let report = reported(&options(&folder.path(""), 1));
    report.usages.into_iter().map(|usage| usage.consumer).collect()
}

fn consumers() -> Vec<Consumer> {
    let Ok(policy) = keyfit::policy::builtin() else { panic!("the built-in rules are right") };
    policy.vendors.into_iter().flat_map(|vendor| vendor.consumers).collect()
}
