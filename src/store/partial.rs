//! Files that are not finished yet: made under another name, renamed once they are whole.
//!
//! The name holds the process that makes it, so that two never write the same one, and so that what a killed process
//! left is known as rubbish and cleared away instead of standing in the way or passing for a copy.

use super::{Error, Result};
use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
    process,
};

const ENDING: &str = ".ganjiao-partial";

/// Makes an empty file beside `target` with exactly these rights; clears away what killed processes left there.
pub(super) fn begin(target: &Path, rights: u32) -> Result<PathBuf> {
    sweep(target);
    let partial = PathBuf::from(format!("{}.{}{ENDING}", target.display(), process::id()));
    drop_file(&partial);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&partial)?;
    #[cfg(unix)]
    fs::set_permissions(&partial, std::os::unix::fs::PermissionsExt::from_mode(rights))?;
    #[cfg(not(unix))]
    let _ = rights;
    Ok(partial)
}

/// Gives a finished file its name; never over one that is there.
pub(super) fn finish(partial: &Path, target: &Path) -> Result<()> {
    fs::File::open(partial)?.sync_all()?;
    match fs::hard_link(partial, target) {
        Ok(()) => drop_file(partial),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => return Err(Error::Exists(target.to_owned())),
        // A file system without links.
        Err(_) if target.exists() => return Err(Error::Exists(target.to_owned())),
        Err(_) => fs::rename(partial, target)?,
    }
    sync_folder(target)
}

/// Removes an unfinished file and what SQLite may have put beside it.
pub(super) fn drop_file(partial: &Path) {
    for side in ["", "-journal", "-wal", "-shm"] {
        fs::remove_file(format!("{}{side}", partial.display())).ok();
    }
}

/// The folder's entry is on the disk, too.
pub(super) fn sync_folder(file: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = folder(file) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn folder(file: &Path) -> Option<&Path> {
    file.parent().map(|p| if p.as_os_str().is_empty() { Path::new(".") } else { p })
}

fn sweep(target: &Path) {
    let Some(entries) = folder(target).and_then(|f| fs::read_dir(f).ok()) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some((_, pid)) = name.strip_suffix(ENDING).and_then(|rest| rest.rsplit_once('.')) else { continue };
        if pid.parse().is_ok_and(|pid: u32| gone(pid)) {
            drop_file(&entry.path());
        }
    }
}

/// True where the system says that there is no such process.
fn gone(pid: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{pid}")).exists()
}
