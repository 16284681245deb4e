//! Changes of several files at once. They are prepared aside, decided by one rename to `pending/`, and then
//! carried out; a process that is killed in between has them finished by the next one to open the folder.

use crate::{
    disk::{self, Disk},
    error::Result,
    folder::{PENDING, TEMPORARY},
    history,
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What is to be done, with paths within the data folder, `/` between their parts.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Plan {
    /// Files to put in place: the name within `pending/`, and where it goes. In order.
    place: Vec<(String, String)>,
    /// Files and folders to remove, before the others are put in place.
    remove: Vec<String>,
}

const PLAN: &str = "plan.json";

/// A change that is being prepared.
pub(crate) struct Change<'a> {
    disk: &'a Disk,
    folder: &'a Path,
    aside: PathBuf,
    plan: Plan,
}

impl<'a> Change<'a> {
    /// Begins a change in the data folder `folder`.
    pub fn begin(disk: &'a Disk, folder: &'a Path) -> Result<Change<'a>> {
        let aside = folder.join(TEMPORARY).join("change");
        disk.remove(&aside)?;
        disk.folder(&aside)?;
        Ok(Change { disk, folder, aside, plan: Plan::default() })
    }

    /// A file will be put at `to`; `fill` writes it.
    pub fn place(&mut self, to: String, fill: impl FnOnce(&mut std::fs::File) -> Result<()>) -> Result<()> {
        let name = format!("{:06}", self.plan.place.len());
        self.disk.write(&self.aside.join(&name), fill)?;
        self.plan.place.push((name, to));
        Ok(())
    }

    /// A file or folder will go.
    pub fn remove(&mut self, path: String) {
        self.plan.remove.push(path);
    }

    /// Decides the change and carries it out.
    pub fn commit(self) -> Result<()> {
        self.disk.write_bytes(&self.aside.join(PLAN), &crate::folder::json(&self.plan))?;
        self.disk.sync_folder(&self.aside)?;
        self.disk.rename(&self.aside, &self.folder.join(PENDING))?;
        carry_out(self.disk, self.folder)
    }
}

fn within(folder: &Path, path: &str) -> PathBuf {
    path.split('/').fold(folder.to_owned(), |path, part| path.join(part))
}

/// Carries out what was decided; it can be done again any number of times until it is all done.
pub(crate) fn carry_out(disk: &Disk, folder: &Path) -> Result<()> {
    let pending = folder.join(PENDING);
    let plan: Plan = match disk::read(&pending.join(PLAN))? {
        Some(_) => history::parse(&pending.join(PLAN))?,
        // The plan goes last, so without it all was done.
        None => Plan::default(),
    };
    for path in &plan.remove {
        disk.remove(&within(folder, path))?;
    }
    for (name, to) in &plan.place {
        let from = pending.join(name);
        if from.exists() {
            disk.rename(&from, &within(folder, to))?;
        }
    }
    disk.remove(&pending.join(PLAN))?;
    disk.remove(&pending)
}
