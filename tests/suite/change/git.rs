//! Git's own program is asked, and nothing that a repository has set up for it is run, written or fetched.

use std::path::Path;

use super::{EMPTY, RAN, commit, found, repository};
use crate::folder::Folder;
use crate::{PERSONAL, WORKFLOW};

/// A repository of which every setting that could run something would leave a file.
#[cfg(unix)]
fn armed(name: &str) -> Option<(Folder, Folder)> {
    use std::os::unix::fs::PermissionsExt as _;
    let traps = Folder::new(&format!("{name}-traps"));
    let folder = repository(name, &[(WORKFLOW, PERSONAL), ("a.txt", "one\n")])?;
    let trap = |what: &str| {
        let ran = traps.path(&format!("ran-{what}"));
        let script = format!("#!/bin/sh\ntouch '{}'\n", ran.display());
        traps.write(what, script);
        let path = traps.path(what);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&path, mode).expect("it is ours");
        path.display().to_string()
    };
    let hooks = traps.path("hooks");
    for hook in ["post-index-change", "fsmonitor-watchman", "reference-transaction"] {
        trap(&format!("hooks/{hook}"));
    }
    let filter = trap("filter");
    let config = [
        ("core.fsmonitor", trap("fsmonitor")),
        ("core.hooksPath", hooks.display().to_string()),
        ("core.pager", trap("pager")),
        ("core.sshCommand", trap("ssh")),
        ("core.gitProxy", trap("proxy")),
        ("core.editor", trap("editor")),
        ("core.askPass", trap("askpass")),
        ("core.alternateRefsCommand", trap("alternates")),
        ("credential.helper", trap("credential")),
        ("diff.external", trap("external")),
        ("diff.trap.textconv", trap("textconv")),
        ("diff.trap.command", trap("command")),
        ("filter.trap.clean", filter.clone()),
        ("filter.trap.smudge", filter.clone()),
        ("filter.trap.process", filter),
        ("alias.ls-tree", format!("!{}", trap("alias"))),
        ("alias.cat-file", format!("!{}", trap("alias"))),
        ("alias.rev-parse", format!("!{}", trap("alias"))),
        ("alias.merge-base", format!("!{}", trap("alias"))),
        ("alias.ls-files", format!("!{}", trap("alias"))),
        ("protocol.ext.allow", "always".to_owned()),
        ("remote.origin.url", format!("ext::{} %S", trap("remote"))),
        ("remote.origin.promisor", "true".to_owned()),
        ("remote.origin.partialclonefilter", "blob:none".to_owned()),
        ("extensions.partialClone", "origin".to_owned()),
        ("core.repositoryFormatVersion", "1".to_owned()),
    ];
    let text: String = config.iter().map(|(key, value)| section(key, value)).collect();
    let own = folder.read(".git/config");
    folder.write(".git/config", own + &text);
    folder.write(".gitattributes", "* filter=trap diff=trap\n");
    folder.write(".git/info/attributes", "* filter=trap diff=trap\n");
    // The traps do work: who asks git in the usual way steps into them.
    let git = std::process::Command::new("git")
        .args(["diff-index", "HEAD"])
        .current_dir(folder.path(""))
        .stdin(std::process::Stdio::null())
        .output();
    assert!(git.is_ok() && ran(&traps).iter().any(|it| it == "ran-fsmonitor"), "{:?}", ran(&traps));
    for name in ran(&traps) {
        let _ = std::fs::remove_file(traps.path(&name));
    }
    Some((folder, traps))
}

/// A key of a settings file of git.
#[cfg(unix)]
fn section(key: &str, value: &str) -> String {
    let parts: Vec<&str> = key.split('.').collect();
    match parts[..] {
        [section, key] => format!("[{section}]\n\t{key} = \"{value}\"\n"),
        [section, name, key] => format!("[{section} \"{name}\"]\n\t{key} = \"{value}\"\n"),
        _ => String::new(),
    }
}

fn ran(traps: &Folder) -> Vec<String> {
    let names = crate::files(&traps.path("")).into_iter().map(|it| crate::name(&it));
    names.filter(|it| it.starts_with("ran-")).collect()
}

#[cfg(unix)]
#[test]
fn nothing_that_a_repository_sets_up_is_run() {
    let Some((folder, traps)) = armed("git-armed") else { return };
    folder.write("a.txt", "two\n");
    for arguments in [&["--diff", "HEAD"][..], &["--diff", EMPTY], &["--staged"]] {
        found(&folder, arguments);
        assert_eq!(ran(&traps), [""; 0], "{arguments:?}");
    }
    assert_eq!(found(&folder, &["--diff", EMPTY]), [RAN]);
    // A content that is not there would be fetched.
    let kept = crate::files(&folder.path(".git/objects"));
    let blobs = kept.iter().filter(|it| is_object(it));
    for object in blobs {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
        let _ = std::fs::set_permissions(object, mode);
        let _ = std::fs::remove_file(object);
        let _ = folder.keyfit(&["check", "--diff", EMPTY]);
        let run = folder.keyfit(&["check", "--diff", "HEAD"]);
        let _ = folder.keyfit(&["check", "--staged"]);
        assert_eq!(ran(&traps), [""; 0], "{}", crate::text(&run.stderr));
    }
}

#[cfg(unix)]
fn is_object(path: &Path) -> bool {
    let folder = path.parent().map(crate::name).unwrap_or_default();
    folder.len() == 2
}

#[test]
fn nothing_is_written() {
    let Some(folder) = repository("git-written", &[(WORKFLOW, PERSONAL), ("a", "1")]) else {
        return;
    };
    folder.write("a", "2").write("b", "3");
    folder.git(&["add", "b"]);
    let whole = || {
        let files = crate::files(&folder.path(""));
        files.into_iter().map(|it| (std::fs::read(&it).ok(), it)).collect::<Vec<_>>()
    };
    let before = whole();
    for arguments in [&["--diff", "HEAD"][..], &["--diff", EMPTY], &["--staged"]] {
        found(&folder, arguments);
    }
    assert!(before == whole(), "a file was changed, added or taken away");
}

#[test]
fn another_work_tree_and_a_submodule_are_what_they_are() {
    let Some(folder) = repository("git-linked", &[("x", "1")]) else { return };
    let linked = Folder::new("git-linked-other");
    folder.git(&["worktree", "add", "-q", "--detach", &linked.path("it").display().to_string()]);
    let inside = |path: &str| format!("it/{path}");
    linked.write(&inside(WORKFLOW), PERSONAL);
    let run = |arguments: &[&str]| found(&linked, &[arguments, &["it"]].concat());
    assert_eq!(run(&["--diff", "HEAD"]), [RAN]);
    assert!(run(&["--staged"]).is_empty());
    let Some(inner) = repository("git-inner", &[(WORKFLOW, PERSONAL)]) else { return };
    let outer = Folder::new("git-outer");
    outer.git(&["init", "-q", "-b", "main"]);
    let from = inner.path("").display().to_string();
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "sub"]);
    outer.write("a", "1");
    assert_eq!(found(&outer, &["--diff", EMPTY]).len(), found(&outer, &[]).len());
    commit(&outer);
    outer.write("a", "2");
    assert!(found(&outer, &["--diff", "HEAD"]).is_empty());
}
