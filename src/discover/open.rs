//! Files opened as nothing but files: below a folder never through a link, and never waiting for what stands behind a
//! name. Between the listing and the opening of a file everything may have changed.

use std::io::{self, Read as _};
use std::path::Path;

#[cfg(unix)]
use unix as system;

#[cfg(not(unix))]
use other as system;

pub(super) use system::Folder;

/// The bytes of a regular file that is not too large. `None` where there is nothing of that name; else why not.
pub(super) fn small(path: &Path, largest: usize) -> Result<Option<Vec<u8>>, String> {
    let file = match system::file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(super::reason(&error)),
    };
    // As long as it says to be, it needs no more room.
    let length = file.metadata().map_or(0, |it| it.len()).min(largest as u64);
    let mut bytes = Vec::with_capacity(length as usize + 1);
    match file.take(largest as u64 + 1).read_to_end(&mut bytes) {
        Err(error) => Err(super::reason(&error)),
        Ok(length) if largest < length => {
            Err(format!("it is larger than {}", super::read::size(largest)))
        }
        Ok(_) => Ok(Some(bytes)),
    }
}

/// Why a link is not opened.
pub(super) const LINK: &str = "a link leads there, and links are not followed";

fn no_file() -> io::Error {
    io::Error::other("it is no regular file")
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io;
    use std::os::fd::{AsFd, OwnedFd};
    use std::path::Path;

    use rustix::fs::{CWD, FileType, Mode, OFlags, fstat, openat};
    use rustix::io::Errno;

    /// A folder that stays the same one whatever its name comes to mean.
    pub(in crate::discover) struct Folder(OwnedFd);

    impl Folder {
        pub(in crate::discover) fn open(path: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self(openat(CWD, path, flags, Mode::empty())?))
        }

        /// A regular file by its path below the folder.
        pub(in crate::discover) fn file(&self, path: &str) -> io::Result<File> {
            regular(below(&self.0, path))
        }
    }

    /// A regular file by its path, of which only the last step must be no link.
    pub(super) fn file(path: &Path) -> io::Result<File> {
        regular(openat(CWD, path, FLAGS, Mode::empty()))
    }

    const FLAGS: OFlags =
        OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

    fn regular(opened: Result<OwnedFd, Errno>) -> io::Result<File> {
        let opened = opened.map_err(|error| match error {
            Errno::LOOP | Errno::MLINK => io::Error::other(super::LINK),
            // Nobody listens at a socket or a device.
            Errno::NXIO => super::no_file(),
            _ => error.into(),
        })?;
        let kind = FileType::from_raw_mode(fstat(&opened)?.st_mode);
        if kind == FileType::RegularFile { Ok(opened.into()) } else { Err(super::no_file()) }
    }

    #[cfg(target_os = "linux")]
    fn below(folder: &OwnedFd, path: &str) -> Result<OwnedFd, Errno> {
        use rustix::fs::{ResolveFlags, openat2};
        let within = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        match openat2(folder, path, FLAGS, Mode::empty(), within) {
            // Neither old kernels nor some containers know the call.
            Err(Errno::NOSYS | Errno::PERM) => step_by_step(folder, path),
            opened => opened,
        }
    }

    #[cfg(not(target_os = "linux"))]
    use step_by_step as below;

    /// Open a file folder by folder, none of which may be a link.
    fn step_by_step(folder: &OwnedFd, path: &str) -> Result<OwnedFd, Errno> {
        let mut around: Option<OwnedFd> = None;
        let mut rest = path;
        while let Some((name, inside)) = rest.split_once('/') {
            let at = around.as_ref().map_or(folder.as_fd(), AsFd::as_fd);
            around = Some(openat(at, name, FLAGS | OFlags::DIRECTORY, Mode::empty())?);
            rest = inside;
        }
        let at = around.as_ref().map_or(folder.as_fd(), AsFd::as_fd);
        openat(at, rest, FLAGS, Mode::empty())
    }

    #[cfg(test)]
    mod tests {
        use super::{Folder, regular, step_by_step};

        #[test]
        fn a_file_is_opened_and_what_is_none_is_not() {
            let root = std::env::temp_dir().join(format!("keyfit-open-{}", std::process::id()));
            let link = |to: &str, at: &str| {
                std::os::unix::fs::symlink(to, root.join(at)).expect("a link");
            };
            std::fs::create_dir_all(root.join("a/b")).expect("a folder");
            std::fs::write(root.join("a/b/file"), "text").expect("a file");
            link("file", "a/b/link");
            link("b", "a/folder");
            link("/", "a/b/root");
            let _socket = std::os::unix::net::UnixListener::bind(root.join("a/socket"));
            let folder = Folder::open(&root).expect("the folder is there");
            let told = |it: std::io::Result<std::fs::File>| {
                it.map_or_else(|it| it.to_string(), |_| String::new())
            };
            for (path, expected) in [
                ("a/b/file", ""),
                ("a/b/link", super::super::LINK),
                ("a/folder/file", "link"),
                ("a/b/root/etc/passwd", "link"),
                ("a/b", "no regular file"),
                ("a/socket", "no regular file"),
                ("a/b/none", "No such file"),
            ] {
                for told in [told(folder.file(path)), told(regular(step_by_step(&folder.0, path)))]
                {
                    let is_link = expected == "link" && told.contains("Not a directory");
                    assert!(is_link || told.contains(expected), "{path}: {told}");
                    assert_eq!(told.is_empty(), expected.is_empty(), "{path}: {told}");
                }
            }
            let _ = std::fs::remove_dir_all(root);
        }
    }
}

#[cfg(not(unix))]
mod other {
    use std::fs::File;
    use std::io;
    use std::path::{Path, PathBuf};

    /// A folder by its name.
    pub(in crate::discover) struct Folder(PathBuf);

    impl Folder {
        pub(in crate::discover) fn open(path: &Path) -> io::Result<Self> {
            Ok(Self(path.to_owned()))
        }

        /// A regular file by its path below the folder.
        pub(in crate::discover) fn file(&self, path: &str) -> io::Result<File> {
            let mut at = self.0.clone();
            for step in path.split('/') {
                at.push(step);
                if at.symlink_metadata()?.is_symlink() {
                    return Err(io::Error::other(super::LINK));
                }
            }
            file(&at)
        }
    }

    /// A regular file by its path, of which only the last step must be no link.
    pub(super) fn file(path: &Path) -> io::Result<File> {
        let kind = path.symlink_metadata()?.file_type();
        match (kind.is_symlink(), kind.is_file()) {
            (true, _) => Err(io::Error::other(super::LINK)),
            (_, true) => File::open(path),
            _ => Err(super::no_file()),
        }
    }
}
