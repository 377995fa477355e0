//! Where the file stands: a network file system does not keep the promises that a shared file needs.
//!
//! Locks and the side file of shared memory work between processes of one machine only. On a file share two machines
//! both believe that they hold the lock, and what they save destroys the file.

use super::{Error, Result};
use std::path::Path;

/// File systems that another machine serves, by their names in the mount table; `fuse.` stands before those that a
/// program serves.
const NETWORK: &[&str] = &[
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "smb2",
    "9p",
    "afs",
    "ncpfs",
    "ncp",
    "coda",
    "ceph",
    "glusterfs",
    "lustre",
    "gfs2",
    "ocfs2",
    "davfs",
    "virtiofs",
    "vboxsf",
    "vmhgfs",
    "prl_fs",
];
/// Programs that serve a disk of this machine through FUSE.
const LOCAL_FUSE: &[&str] =
    &["fuseblk", "fuse.ntfs-3g", "fuse.ntfs", "fuse.exfat", "fuse.ext2", "fuse.mergerfs", "fuse.portal", "fuse.fuse-overlayfs"];

/// Refuses a file whose folder is on a network file system; where the system does not say, it is taken as local.
///
/// # Errors
/// [`Error::Network`] with the name of the file system.
pub fn local(path: &Path) -> Result<()> {
    let Ok(table) = std::fs::read_to_string("/proc/self/mountinfo") else { return Ok(()) };
    let Some(folder) = existing(path) else { return Ok(()) };
    match kind(&table, &folder) {
        Some(kind) if network(kind) => Err(Error::Network { path: path.to_owned(), kind: kind.to_owned() }),
        _ => Ok(()),
    }
}

/// Below this much free room people are warned, in bytes; or below three times the file, which a copy and a large import
/// may need.
const LITTLE: u64 = 200 << 20;

/// Bytes free where the file stands, if they are few for it; `None` with room enough, or where the system does not say.
#[must_use]
pub fn little_room(path: &Path) -> Option<u64> {
    let size = std::fs::metadata(path).ok()?.len();
    free(path).filter(|free| *free < LITTLE.max(size.saturating_mul(3)))
}

/// Bytes that this person may still write where the file stands.
#[cfg(unix)]
fn free(path: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(path).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// The file as the mount table would name it, or the nearest folder of it that is there.
fn existing(path: &Path) -> Option<std::path::PathBuf> {
    let whole = std::path::absolute(path).ok()?;
    whole.ancestors().find_map(|p| p.canonicalize().ok())
}

/// The kind of the file system that a folder is on, by a mount table as Linux writes it.
fn kind<'t>(table: &'t str, folder: &Path) -> Option<&'t str> {
    let mounts = table.lines().filter_map(|line| {
        let (mount, rest) = line.split_once(" - ")?;
        let point = plain(mount.split(' ').nth(4)?);
        Some((point, rest.split(' ').next()?))
    });
    // Of two on the same point the later one lies on top.
    mounts.filter(|(point, _)| folder.starts_with(point)).max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind)
}

/// A path of the mount table, in which blanks and the like are written as octal numbers.
fn plain(field: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = field.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = after.get(..3).filter(|_| *first == b'\\').and_then(|d| std::str::from_utf8(d).ok());
        match octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn network(kind: &str) -> bool {
    NETWORK.contains(&kind) || (kind == "fuse" || kind.starts_with("fuse.")) && !LOCAL_FUSE.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:26 / /srv/share rw,relatime shared:1 master:2 - nfs4 server:/export rw,vers=4.2
31 22 0:27 / /mnt/win\\040dows rw - cifs //pc/office rw
32 22 0:28 / /home/li/far rw - fuse.sshfs li@host: rw
33 22 0:29 / /media/usb rw - fuseblk /dev/sdb1 rw
34 30 0:30 / /srv/share/fast rw - tmpfs tmpfs rw
35 22 0:31 / /srv/sharedata rw - xfs /dev/vdb rw
36 22 0:32 / /over rw - ext4 /dev/vdc rw
37 36 0:33 / /over rw - 9p host rw
";

    #[test]
    fn a_share_is_known_by_the_mount_that_lies_on_top() {
        for (folder, wanted, shared) in [
            ("/home/li", "ext4", false),
            ("/srv/share/office", "nfs4", true),
            ("/mnt/win dows", "cifs", true),
            ("/home/li/far/x", "fuse.sshfs", true),
            ("/media/usb", "fuseblk", false),
            ("/srv/share/fast", "tmpfs", false),
            ("/srv/sharedata", "xfs", false),
            ("/over/a", "9p", true),
        ] {
            let found = kind(TABLE, Path::new(folder)).unwrap();
            assert_eq!((found, network(found)), (wanted, shared), "{folder}");
        }
        assert_eq!(kind("", Path::new("/")), None);
        assert!(network("fuse"));
    }

    #[test]
    fn this_machines_own_disk_is_taken() {
        local(Path::new("/nowhere/at/all/x.db")).unwrap();
        local(&std::env::temp_dir().join("x.db")).unwrap();
    }
}
