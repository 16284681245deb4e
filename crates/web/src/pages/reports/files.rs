//! Issued files on the disk: written whole or not at all, never to be written again, and checked whenever they are read.

use crate::problem::Problem;
use crate::site::Site;
use records::{Issue, IssuedFile};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder of all issues, within the data folder.
const FOLDER: &str = "reports";

/// Where the issues of a data folder are.
pub fn root(data: &Path) -> PathBuf {
    data.join(FOLDER)
}

/// The folder of an issue whose files are being made.
fn unfinished(root: &Path, folder: &str) -> PathBuf {
    root.join(format!(".{folder}.unfinished"))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the files of an issue: into a folder of another name, through to the disk, and then under its own.
///
/// # Errors
/// The disk refuses. What was written so far stays for [`remove`].
pub fn write(root: &Path, folder: &str, files: &[(String, Vec<u8>)]) -> io::Result<Vec<IssuedFile>> {
    let (making, made) = (unfinished(root, folder), root.join(folder));
    fs::create_dir_all(root)?;
    fs::create_dir(&making)?;
    let mut out = Vec::new();
    for (name, bytes) in files {
        let path = making.join(name);
        let mut file = File::create_new(&path)?;
        file.write_all(bytes)?;
        let mut permissions = file.metadata()?.permissions();
        permissions.set_readonly(true);
        file.set_permissions(permissions)?;
        file.sync_all()?;
        let length = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        out.push(IssuedFile { name: name.clone(), sha256: sha256(bytes), bytes: length });
    }
    sync(&making)?;
    fs::rename(&making, &made)?;
    sync(root)?;
    Ok(out)
}

/// Writes a folder's entries through to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    // Windows can't open folders, and keeps their entries itself.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes what there is of an issue that was not finished.
///
/// # Errors
/// The disk refuses.
pub fn remove(root: &Path, folder: &str) -> io::Result<()> {
    for path in [unfinished(root, folder), root.join(folder)] {
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The bytes of an issued file, once they were found to be those that were issued. `name` only chooses among the
/// issue's files.
///
/// # Errors
/// The issue has no such file, or it is not there any more as it was issued: then nothing of it is given.
pub fn read(root: &Path, issue: &Issue, name: &str) -> Result<Vec<u8>, Problem> {
    let listed = issue.files.iter().find(|file| file.name == name).ok_or(Problem::NotFound)?;
    let path = root.join(&issue.folder).join(&listed.name);
    let refused = |why: &str| {
        tracing::error!(issue = issue.id, file = listed.name, "an issued file is {why}");
        Problem::Conflict(format!(
            "The file {} on the server is {why}, so it is not given out. Tell your administrator: {FOLDER}/{}/{} in the \
             data folder must be restored from a backup.",
            listed.name, issue.folder, listed.name
        ))
    };
    let bytes = fs::read(&path).map_err(|_| refused("not there"))?;
    match sha256(&bytes) == listed.sha256 {
        true => Ok(bytes),
        false => Err(refused("not the one that was issued: its SHA-256 is another")),
    }
}

/// What was left half done when the server was stopped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// Issues that were begun and not finished: rolled back.
    pub issues: usize,
}

/// Rolls back issues that were begun and not finished before this start. Call it before the site answers.
///
/// # Errors
/// The records or the disk refuse.
pub async fn mend(site: &Site) -> Result<Mended, Problem> {
    let (records, root) = (site.records(), root(site.folder()));
    let unfinished = records.unfinished_issues().await?;
    for begun in &unfinished {
        // Files first: killed in between, the next start finds the issue again.
        remove(&root, &begun.folder).map_err(Problem::fault)?;
        records.roll_back_issue(begun.id).await?;
        tracing::warn!(report = begun.report_id, "an issue that was begun and not finished was rolled back");
    }
    Ok(Mended { issues: unfinished.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn issue(folder: &str, files: Vec<IssuedFile>) -> Issue {
        Issue {
            id: 1,
            report_id: 1,
            version: 1,
            edition: records::Edition::Public,
            folder: folder.to_owned(),
            files,
            content_hash: String::new(),
            note: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            by: 1,
        }
    }

    #[test]
    fn files_are_whole_under_their_name_and_given_only_as_they_were_issued() {
        let place = tempfile::tempdir().unwrap();
        let root = root(place.path());
        let files = [("paper.html".to_owned(), b"<html>".to_vec()), ("paper.pdf".to_owned(), b"%PDF".to_vec())];
        let listed = write(&root, "one", &files).unwrap();
        let issue = issue("one", listed);
        assert_eq!(read(&root, &issue, "paper.pdf").unwrap(), b"%PDF");
        for other in ["../one/paper.pdf", "paper.doc", "", "/etc/passwd"] {
            assert_eq!(read(&root, &issue, other), Err(Problem::NotFound), "{other}");
        }
        // Never under a name that is taken, and never written over.
        assert!(write(&root, "one", &files).is_err());
        assert!(fs::metadata(root.join("one/paper.pdf")).unwrap().permissions().readonly());
        fs::remove_file(root.join("one/paper.pdf")).unwrap();
        assert_eq!(read(&root, &issue, "paper.pdf").unwrap_err().status().as_u16(), 409);
        fs::write(root.join("one/paper.pdf"), b"%PDG").unwrap();
        let Err(Problem::Conflict(said)) = read(&root, &issue, "paper.pdf") else { panic!() };
        assert!(said.contains("SHA-256"), "{said}");
        remove(&root, "one").unwrap();
        remove(&root, "one").unwrap();
        assert!(!root.join("one").exists() && !root.join(".one.unfinished").exists());
    }
}
