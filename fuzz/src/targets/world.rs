//! Worlds as bytes: files behind each other, each the number of its path and what it holds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use super::beliefs;
use crate::project;

/// What stands between two files. No text in UTF-8 holds it.
pub const BETWEEN: &[u8] = b"\xFF\xFF\xFF";

/// Where a workflow lies.
pub const WORKFLOW: &str = ".github/workflows/run.yml";

/// A workflow with a person's token in production.
pub const PERSONAL: &str = "\
on:
  push:
    branches: [main]
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
      - uses: fal-ai/dbt-cloud-action@main
        with:
          dbt_cloud_token: ${{ secrets.DBT_PAT }}
";

/// Every path that a file of a world or of a row of the catalogue has, without doubles, in order.
pub fn paths() -> &'static [String] {
    static PATHS: OnceLock<Vec<String>> = OnceLock::new();
    PATHS.get_or_init(|| {
        let rows = beliefs().vendors.iter().flat_map(|vendor| &vendor.consumers);
        let shown = rows.flat_map(|row| row.examples.iter().chain(&row.near_misses));
        let mut paths: Vec<String> = shown.map(|it| it.file.clone()).collect();
        paths.extend(worlds().into_iter().flat_map(BTreeMap::into_keys));
        paths.sort();
        paths.dedup();
        paths
    })
}

/// Every tree of files that lies below `fixtures/` as one world.
pub fn worlds() -> Vec<BTreeMap<String, Vec<u8>>> {
    let rules = folders(&project("fixtures"));
    let worlds = rules.iter().flat_map(|rule| {
        let is_one = rule.ends_with("menagerie");
        if is_one { vec![rule.clone()] } else { folders(rule) }
    });
    worlds.map(|world| files(&world)).collect()
}

/// The files of a world by their paths.
pub fn files(world: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut left = vec![world.to_path_buf()];
    while let Some(folder) = left.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let inside = path.strip_prefix(world).unwrap_or(&path).to_string_lossy().into_owned();
            if path.is_dir() {
                left.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                files.insert(inside, bytes);
            }
        }
    }
    files
}

pub fn folders(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|it| it.path()).filter(|it| it.is_dir()).collect();
    folders.sort();
    folders
}

/// Files as bytes.
pub fn encoded<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    encoded_of(files, paths())
}

/// The same, with paths out of some.
pub fn encoded_of<'a, P: AsRef<str>>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    paths: &[P],
) -> Vec<u8> {
    let parts = files.into_iter().map(|(path, bytes)| alone(path, bytes, paths));
    parts.collect::<Vec<_>>().join(BETWEEN)
}

/// One file as bytes, with the number that its path has among some.
pub fn alone<P: AsRef<str>>(path: &str, bytes: &[u8], paths: &[P]) -> Vec<u8> {
    let number = paths.binary_search_by(|it| it.as_ref().cmp(path)).unwrap_or(0) as u16;
    [number.to_le_bytes().as_slice(), bytes].concat()
}

/// Bytes as files; of two with one path the later counts.
pub fn decoded<'a, P: AsRef<str>>(
    bytes: &'a [u8],
    paths: &'static [P],
) -> BTreeMap<&'static str, &'a [u8]> {
    const MOST: usize = 12;
    let mut files = BTreeMap::new();
    for part in parts(bytes) {
        if let Some((path, held)) = one_of(part, paths).filter(|_| files.len() < MOST) {
            files.insert(path, held);
        }
    }
    files
}

/// The parts between which a mark stands.
pub fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let here = rest?;
        let at = here.windows(BETWEEN.len()).position(|it| it == BETWEEN);
        rest = at.map(|at| &here[at + BETWEEN.len()..]);
        Some(at.map_or(here, |at| &here[..at]))
    })
}

/// The path, out of some, and the content of one file.
pub fn one_of<'a, P: AsRef<str>>(
    bytes: &'a [u8],
    paths: &'static [P],
) -> Option<(&'static str, &'a [u8])> {
    let (number, held) = bytes.split_first_chunk::<2>()?;
    let number = usize::from(u16::from_le_bytes(*number));
    Some((paths.get(number % paths.len().max(1))?.as_ref(), held))
}
