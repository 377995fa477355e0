//! What is wrong with a server where people come in over SSH, each with the command that mends it.
//!
//! Only root sees all of it; what cannot be read is not judged.

use crate::{
    cli::{
        Context,
        key::{self, line::Entry},
    },
    store::{Reader, admission::Admission},
    text::{Lang, server as w},
};
use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

/// A fault in words, and the line that mends it where there is one.
pub struct Fault {
    pub words: String,
    pub command: Option<String>,
}

impl Fault {
    fn new(words: String, command: String) -> Self {
        Self { words, command: Some(command) }
    }

    fn bare(words: String) -> Self {
        Self { words, command: None }
    }
}

/// The server as it was found.
pub struct Server<'a> {
    pub context: &'a Context,
    pub account: &'a str,
    pub keys: &'a Path,
}

/// An account: number, home, shell.
#[derive(Debug, PartialEq, Eq)]
struct Account {
    uid: u32,
    home: PathBuf,
    shell: String,
}

impl Server<'_> {
    /// Everything that is wrong.
    pub fn faults(&self, reader: &Reader) -> Vec<Fault> {
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let account = account(&passwd, self.account);
        let mut faults = self.of_account(account.as_ref());
        faults.extend(self.of_keys(reader));
        if let Some(account) = &account {
            faults.extend(self.of_files(account));
        }
        faults
    }

    fn of_account(&self, found: Option<&Account>) -> Vec<Fault> {
        let (lang, name) = (self.context.lang, self.account);
        let Some(account) = found else {
            let command = format!("useradd --system --create-home --shell /bin/sh {name} && usermod -p '*' {name}");
            return vec![Fault::new(w::no_account(lang, name), command)];
        };
        let mut faults = Vec::new();
        if account.uid == 0 {
            faults.push(Fault::bare(w::root_account(lang, name)));
        }
        if account.shell.ends_with("nologin") || account.shell.ends_with("/false") {
            faults.push(Fault::new(w::no_shell(lang, name, &account.shell), format!("usermod --shell /bin/sh {name}")));
        }
        let shadow = fs::read_to_string("/etc/shadow").unwrap_or_default();
        match password(&shadow, name) {
            Some(word) if word.starts_with('!') => {
                faults.push(Fault::new(w::locked(lang, name), format!("usermod -p '*' {name}")));
            }
            Some(word) if word != "*" => faults.push(Fault::new(w::password(lang, name), format!("usermod -p '*' {name}"))),
            _ => {}
        }
        let home = account.home.display();
        if account.uid != 0 && fs::metadata(&account.home).is_ok_and(|m| m.uid() == account.uid || m.mode() & 0o002 != 0) {
            let command = format!("chown root:root {home} && chmod 755 {home}");
            faults.push(Fault::new(w::home(lang, name, home), command));
        }
        let own = [".ssh/authorized_keys", ".ssh/authorized_keys2"].map(|file| account.home.join(file));
        for file in own.iter().filter(|file| file.exists() && file.as_path() != self.keys) {
            faults.push(Fault::new(w::own_keys(lang, file.display()), format!("rm {}", file.display())));
        }
        faults
    }

    fn of_keys(&self, reader: &Reader) -> Vec<Fault> {
        let lang = self.context.lang;
        if !self.keys.exists() {
            return vec![Fault::new(w::no_keys(lang, self.keys.display()), "ganjiao key add".to_owned())];
        }
        let lines = match key::read(self.keys, lang) {
            Ok(lines) => lines,
            Err(words) => return vec![Fault::bare(words)],
        };
        let mut faults: Vec<Fault> = key::foreign(&lines, lang).into_iter().map(Fault::bare).collect();
        for entry in lines.iter().filter_map(|line| line.entry.as_ref()) {
            faults.extend(self.of_key(reader, entry));
        }
        faults
    }

    fn of_key(&self, reader: &Reader, entry: &Entry) -> Vec<Fault> {
        let (lang, Entry { name, user, command, .. }) = (self.context.lang, entry);
        let remove = || format!("ganjiao key remove {name} --file {}", self.keys.display());
        let mut faults = Vec::new();
        if !matches!(reader.admission(user), Ok(Admission::Admitted)) {
            faults.push(Fault::new(w::key_user(lang, name, user), remove()));
        }
        let words: Vec<&str> = command.split(' ').collect();
        let same = |word: Option<&&str>, path: Option<PathBuf>| match (word.map(fs::canonicalize), path) {
            (Some(Ok(found)), Some(path)) => found == path,
            _ => false,
        };
        let program = std::env::current_exe().and_then(fs::canonicalize).ok();
        if !same(words.first(), program) || !same(words.get(2), self.context.db.canonicalize().ok()) {
            faults.push(Fault::new(w::key_command(lang, command, name), remove()));
        }
        faults
    }

    fn of_files(&self, account: &Account) -> Vec<Fault> {
        let (lang, name, db) = (self.context.lang, self.account, &self.context.db);
        let side = |ending: &str| PathBuf::from(format!("{}{ending}", db.display()));
        let folder = std::path::absolute(db).ok().and_then(|db| db.parent().map(Path::to_owned)).unwrap_or_default();
        let mut faults = Vec::new();
        for path in [folder.clone(), db.clone(), side("-wal"), side("-shm")] {
            let Ok(found) = fs::metadata(&path) else { continue };
            let (told, mode) = (path.display().to_string(), format!("{:o}", found.mode() & 0o777));
            if found.uid() != account.uid {
                faults.push(Fault::new(w::owner(lang, name, &told), format!("chown {name}: {told}")));
            }
            if found.mode() & 0o077 != 0 {
                let is_folder = path == folder;
                let words = if is_folder { w::open_folder(lang, mode, &told) } else { w::open_file(lang, mode, &told) };
                faults.push(Fault::new(words, format!("chmod {} {told}", if is_folder { "700" } else { "600" })));
            }
        }
        faults
    }
}

/// The words of a fault and of what mends it.
pub fn told(fault: &Fault, lang: Lang) -> String {
    match &fault.command {
        Some(command) => format!("{}\n  {}", fault.words, w::mend(lang, command)),
        None => fault.words.clone(),
    }
}

fn account(passwd: &str, name: &str) -> Option<Account> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let [_, _, uid, _, _, home, shell] = line.split(':').collect::<Vec<_>>().try_into().ok()?;
    Some(Account { uid: uid.parse().ok()?, home: home.into(), shell: shell.to_owned() })
}

/// The second column of a shadow file.
fn password<'a>(shadow: &'a str, name: &str) -> Option<&'a str> {
    let line = shadow.lines().find(|line| line.split(':').next() == Some(name))?;
    line.split(':').nth(1)
}

#[cfg(test)]
mod tests {
    use super::{account, password};

    #[test]
    fn accounts_are_read_by_their_whole_name() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\nganjiao2:x:7:7::/x:/bin/sh\nganjiao:x:998:997::/srv/ganjiao:/bin/sh\n";
        let found = account(passwd, "ganjiao").unwrap();
        assert_eq!((found.uid, found.home.to_str(), found.shell.as_str()), (998, Some("/srv/ganjiao"), "/bin/sh"));
        assert_eq!(account(passwd, "ganj"), None);
        assert_eq!(password("ganjiao:*:20000::::::\n", "ganjiao"), Some("*"));
        assert_eq!(password("ganjiao::20000::::::\n", "ganjiao"), Some(""));
    }
}
