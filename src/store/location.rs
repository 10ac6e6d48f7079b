//! Places where a project file is at risk: network file systems, and folders that another program copies.

use std::path::Path;

/// Why a project file is not safe where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LocationOddity {
    /// On a network file system, whose locks cannot be trusted.
    Network {
        /// What kind, such as `NFS`.
        kind: &'static str,
    },
    /// In a folder that a program copies to other machines, even in the middle of a save.
    Synced {
        /// Which program, such as `Dropbox`.
        service: &'static str,
    },
}

impl LocationOddity {
    /// A short name for the kind of oddity, the same in every language.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Network { .. } => "project_on_network",
            Self::Synced { .. } => "project_in_synced_folder",
        }
    }
}

/// What is risky about the place of a file that is there or is to be made.
pub fn oddity(path: &Path) -> Option<LocationOddity> {
    let absolute = std::path::absolute(path).ok()?;
    network(&absolute)
        .map(|kind| LocationOddity::Network { kind })
        .or_else(|| synced(&absolute).map(|service| LocationOddity::Synced { service }))
}

/// The program that copies one of the folders above a file elsewhere.
fn synced(path: &Path) -> Option<&'static str> {
    let folders = path.parent()?.components();
    folders
        .filter_map(|folder| folder.as_os_str().to_str())
        .find_map(|folder| {
            let folder = folder.to_lowercase();
            if folder == "com~apple~clouddocs"
                || folder == "icloud drive"
                || folder == "iclouddrive"
            {
                return Some("iCloud");
            }
            [
                ("onedrive", "OneDrive"),
                ("dropbox", "Dropbox"),
                ("google drive", "Google Drive"),
                ("googledrive", "Google Drive"),
                ("my drive", "Google Drive"),
                ("nextcloud", "Nextcloud"),
                ("owncloud", "ownCloud"),
                ("syncthing", "Syncthing"),
            ]
            .into_iter()
            // A folder may be called "OneDrive - Firma" or "Dropbox (Firma)".
            .find_map(|(name, service)| {
                let rest = folder.strip_prefix(name)?;
                let ends = rest.chars().next().is_none_or(|next| !next.is_alphanumeric());
                ends.then_some(service)
            })
        })
}

/// The kind of network file system that a file lies on.
#[cfg(target_os = "linux")]
fn network(path: &Path) -> Option<&'static str> {
    // Numbers of include/uapi/linux/magic.h and of the file systems' own headers.
    const NETWORK: [(u64, &str); 9] = [
        (0x6969, "NFS"),
        (0x517B, "SMB"),
        (0xFF53_4D42, "CIFS"),
        (0xFE53_4D42, "SMB2"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
        (0x00C3_6400, "Ceph"),
        (0x5346_414F, "AFS"),
        (0x7375_7245, "Coda"),
    ];
    let there = path
        .ancestors()
        .find_map(|path| rustix::fs::statfs(path).ok())?;
    let magic = u64::try_from(there.f_type).ok()? & 0xFFFF_FFFF;
    NETWORK
        .into_iter()
        .find_map(|(number, kind)| (number == magic).then_some(kind))
}

/// The kind of network file system that a file lies on.
#[cfg(windows)]
fn network(path: &Path) -> Option<&'static str> {
    use std::path::{Component, Prefix};
    match path.components().next()? {
        Component::Prefix(prefix) => match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => Some("UNC"),
            _ => None,
        },
        _ => None,
    }
}

/// The kind of network file system that a file lies on. Not known on this system.
#[cfg(not(any(target_os = "linux", windows)))]
fn network(_path: &Path) -> Option<&'static str> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_synced_folder_is_known_by_its_name() {
        let check = |path: &str, service: Option<&str>| {
            assert_eq!(synced(Path::new(path)), service, "{path}");
        };
        check("/home/a/Dropbox/gruve/x.gpkg", Some("Dropbox"));
        check("/home/a/OneDrive - Gruve AS/x.gpkg", Some("OneDrive"));
        check("/home/a/Dropbox (Gruve)/x.gpkg", Some("Dropbox"));
        check(
            "/home/a/Library/Mobile Documents/com~apple~CloudDocs/x.gpkg",
            Some("iCloud"),
        );
        check("/home/a/Dropboxes/x.gpkg", None);
        check("/home/a/gruve/Dropbox", None);
        check("/home/a/gruve/x.gpkg", None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_folder_of_the_kernel_is_no_network() {
        assert_eq!(network(Path::new("/proc/self/not-there/x.gpkg")), None);
    }
}
