//! The ground the served program stands on: a clean environment, no core dumps, files for the account alone.

use std::io;

/// What is left of how the person came.
#[derive(Debug)]
pub struct Ground {
    /// What they asked for, where they asked for anything.
    pub asked: Option<String>,
    /// The host they come from, or `ssh`.
    pub origin: String,
}

/// Why nothing is started.
#[derive(Debug)]
pub enum Unfit {
    /// Not a system with these limits.
    #[cfg_attr(unix, allow(dead_code))]
    Platform,
    /// The system did not do as asked.
    #[cfg_attr(not(unix), allow(dead_code))]
    Unclean(io::Error),
}

#[cfg(not(unix))]
pub fn prepare() -> Result<Ground, Unfit> {
    Err(Unfit::Platform)
}

#[cfg(unix)]
pub use unix::prepare;

#[cfg(unix)]
mod unix {
    use super::{Ground, Unfit};
    use rustix::{
        fs::Mode,
        process::{Resource, Rlimit, setrlimit, umask},
    };
    use std::{collections::BTreeMap, env, ffi::OsString, io, os::unix::process::CommandExt, process::Command};

    /// Where programs would be found, if one were ever looked for.
    const PATH: &str = "/usr/bin:/bin";
    /// What may stay of the environment, besides `LC_…`. What is asked for and where from are read after the change.
    const KEPT: &[&str] = &["TERM", "LANG", "COLUMNS", "LINES", "NO_COLOR", ASKED, FROM];
    const ASKED: &str = "SSH_ORIGINAL_COMMAND";
    const FROM: &str = "SSH_CONNECTION";

    /// Sets the limits; with anything in the environment that is not wanted, the program replaces itself and does not
    /// come back from here.
    pub fn prepare() -> Result<Ground, Unfit> {
        umask(Mode::RWXG | Mode::RWXO);
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(|e| Unfit::Unclean(e.into()))?;
        // Whatever would be written to the working folder by mistake fails there, for root too.
        env::set_current_dir("/proc").or_else(|_| env::set_current_dir("/")).map_err(Unfit::Unclean)?;
        let found: BTreeMap<OsString, OsString> = env::vars_os().collect();
        let clean = cleaned(&found);
        if clean != found {
            return Err(Unfit::Unclean(replaced(clean)));
        }
        let from = env::var(FROM).ok().and_then(|c| c.split(' ').next().map(ToOwned::to_owned));
        Ok(Ground { asked: env::var(ASKED).ok(), origin: from.filter(|f| !f.is_empty()).unwrap_or_else(|| "ssh".to_owned()) })
    }

    /// The same process with the same arguments and this environment; comes back only with an error.
    fn replaced(environment: BTreeMap<OsString, OsString>) -> io::Error {
        match env::current_exe() {
            Ok(program) => Command::new(program).args(env::args_os().skip(1)).env_clear().envs(environment).exec(),
            Err(error) => error,
        }
    }

    /// What is kept, with nothing in it but what such a value consists of; cleaning twice is cleaning once.
    fn cleaned(found: &BTreeMap<OsString, OsString>) -> BTreeMap<OsString, OsString> {
        let keep = |(name, value): (&OsString, &OsString)| {
            let (name, value) = (name.to_str()?, value.to_str()?);
            let known = KEPT.contains(&name) || (name.starts_with("LC_") && plain(name, 24));
            (known && (name == ASKED || plain(value, 120))).then(|| (name.into(), value.into()))
        };
        let mut kept: BTreeMap<OsString, OsString> = found.iter().filter_map(keep).collect();
        kept.insert("PATH".into(), PATH.into());
        kept
    }

    fn plain(text: &str, most: usize) -> bool {
        text.len() <= most && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.+@: ".contains(c))
    }

    #[cfg(test)]
    mod tests {
        use super::cleaned;
        use std::{collections::BTreeMap, ffi::OsString};

        #[test]
        fn little_of_the_environment_is_kept() {
            let given = [
                ("TERM", "xterm-256color"),
                ("LC_ALL", "zh_CN.UTF-8"),
                ("LANG", "../../etc/x"),
                ("LD_PRELOAD", "/tmp/x.so"),
                ("PATH", "/tmp"),
                ("HOME", "/root"),
                ("SSH_ORIGINAL_COMMAND", "find '王'; bash"),
                ("GANJIAO_DB", "/tmp/x"),
            ];
            let given: BTreeMap<OsString, OsString> = given.iter().map(|(n, v)| (n.into(), v.into())).collect();
            let kept = cleaned(&given);
            let names: Vec<&str> = kept.keys().filter_map(|n| n.to_str()).collect();
            assert_eq!(names, ["LC_ALL", "PATH", "SSH_ORIGINAL_COMMAND", "TERM"]);
            assert_eq!(kept[&OsString::from("PATH")], "/usr/bin:/bin");
            assert_eq!(cleaned(&kept), kept);
        }
    }
}
