//! People who come over SSH: what a key may do and what it may not, on the program alone and behind a real OpenSSH server.
//!
//! Where there is no sshd or strace, what needs it says so and passes.
#![cfg(unix)]

#[path = "pty/office.rs"]
mod office;
#[path = "serve/server.rs"]
mod server;
#[allow(dead_code)]
#[path = "pty/session.rs"]
mod session;

use ganjiao::{
    catalog::register,
    store::{Error, Reader, Store, query::Query},
};
use rusqlite::Connection;
use server::Server;
use session::{Session, Start};
use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const ROLL: &str = "姓名,性别,单位名称,现职级\n李新来,女,望云镇,四级调研员\n";
const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDIhz2GK/XCUj4i6Q5yQJNL1MKMe1CTxUZMbBGUDFuO4";

/// An office with a manager `li`, a clerk `zhang` of 望云镇 and a viewer `wang`.
fn office() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("office.db");
    office::office(&db);
    for user in [
        ["li", "--role", "manager", "--name", "李主任", "--unit", "1"],
        ["zhang", "--role", "clerk", "--name", "张三", "--unit", "1"],
        ["wang", "--role", "viewer", "--name", "王五", "--unit", "1"],
    ] {
        let made = local(&db, "li", &[&["user", "add"][..], &user].concat());
        assert!(made.status.success(), "{made:?}");
    }
    (folder, db)
}

fn program(db: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
    command.env_clear().env("LANG", "zh_CN.UTF-8").arg("--db").arg(db);
    command
}

fn local(db: &Path, actor: &str, arguments: &[&str]) -> Output {
    program(db).args(["--as", actor]).args(arguments).output().unwrap()
}

/// What a forced command does with what the person asked for, and sent in.
fn served(db: &Path, user: &str, asked: &str, sent: &str) -> Output {
    let mut command = program(db);
    command.args(["serve", "--as", user]).env("SSH_ORIGINAL_COMMAND", asked).env("SSH_CONNECTION", "10.1.2.3 5022 10.1.2.4 22");
    command.env("GANJIAO_DB", "/nowhere.db").env("HOME", "/nowhere");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Who is refused does not read.
    child.stdin.take().unwrap().write_all(sent.as_bytes()).ok();
    child.wait_with_output().unwrap()
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn refusals(db: &Path) -> Vec<(String, String)> {
    Reader::open(db).unwrap().refusals().unwrap().into_iter().map(|(_, actor, what)| (actor, what)).collect()
}

#[test]
fn only_active_users_come_in() {
    let (_folder, db) = office();
    let me = served(&db, "zhang", "whoami", "");
    assert!(me.status.success() && words(&me).contains("张三") && words(&me).contains("10.1.2.3"), "{me:?}");
    let stranger = served(&db, "nobody", "whoami", "");
    assert_eq!(stranger.status.code(), Some(1));
    assert_eq!(refusals(&db)[0], ("nobody".to_owned(), "login".to_owned()));
    assert!(local(&db, "li", &["user", "disable", "zhang"]).status.success());
    let gone = served(&db, "zhang", "whoami", "");
    assert!(gone.status.code() == Some(1) && words(&gone).contains("停用"), "{gone:?}");
    // A session that was open before can look, and save nothing.
    let act = ganjiao::store::Act { actor: "zhang".to_owned(), origin: "ssh".to_owned(), at: "2026-11-24 10:00:00".to_owned() };
    let refused = Store::open(&db).unwrap().write(&act, "edit", |_| Ok(()));
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
}

#[test]
fn what_is_not_on_the_list_is_refused_and_noted() {
    let (folder, db) = office();
    let target = folder.path().join("out.csv");
    let export = format!("list cadre --format csv -o {}", target.display());
    for asked in
        ["bash", "sh -c id", "scp -t /tmp", "/usr/lib/openssh/sftp-server", "user add x --role manager", &export, "find 'a"]
    {
        let refused = served(&db, "li", asked, "");
        assert_eq!(refused.status.code(), Some(1), "{asked}: {refused:?}");
        let told = words(&refused);
        assert!(told.lines().count() == 1 && told.contains("whoami") && told.contains("not allowed"), "{told}");
        let (actor, what) = refusals(&db).remove(0);
        assert_eq!((actor.as_str(), what.as_str()), ("li", asked));
    }
    assert!(!target.exists());
    let empty = served(&db, "li", "", "");
    assert_eq!(empty.status.code(), Some(2), "screens need a terminal: {empty:?}");
}

#[test]
fn files_come_and_go_by_the_line() {
    let (_folder, db) = office();
    let sent = served(&db, "wang", "export 干部 --format csv", "");
    let here = local(&db, "wang", &["list", "cadre", "--format", "csv"]);
    assert!(sent.status.success() && sent.stdout.len() > 2000, "{sent:?}");
    assert_eq!(sent.stdout, here.stdout);
    assert!(served(&db, "wang", "export cadre", "").stdout.starts_with(b"PK"));
    let rows = || Reader::open(&db).unwrap().count(&Query::all(register("cadre").unwrap())).unwrap();
    let before = rows();
    let tried = served(&db, "li", "import", ROLL);
    assert!(words(&tried).contains("--yes") && rows() == before, "{}", words(&tried));
    let viewer = served(&db, "wang", "import --yes", ROLL);
    assert!(!viewer.status.success() && rows() == before, "{}", words(&viewer));
    let written = served(&db, "li", "import --yes", ROLL);
    assert!(written.status.success() && rows() == before + 1, "{}", words(&written));
    let steps = words(&local(&db, "li", &["history"]));
    assert!(steps.contains("10.1.2.3"), "{steps}");
}

#[test]
fn little_of_the_surroundings_is_left() {
    let (folder, db) = office();
    let log = folder.path().join("serve.log");
    let args = ["serve", "--as", "zhang", "--log", log.to_str().unwrap()];
    let env = [("LD_LIBRARY_PATH", "/nowhere"), ("EDITOR", "vi"), ("LC_ALL", "zh_CN.UTF-8"), ("GANJIAO_DB", "/nowhere.db")];
    let mut session = Session::start(&Start { args: &args, env: &env, ..Start::on(&db) });
    session.sees("1今日");
    let proc = PathBuf::from(format!("/proc/{}", session.pid()));
    if let Ok(environ) = fs::read_to_string(proc.join("environ")) {
        let names: BTreeSet<&str> = environ.split('\0').filter_map(|pair| pair.split_once('=')).map(|(name, _)| name).collect();
        assert_eq!(names, BTreeSet::from(["LANG", "LC_ALL", "PATH", "TERM"]));
        let limits = fs::read_to_string(proc.join("limits")).unwrap();
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        assert_eq!(core.split_whitespace().collect::<Vec<_>>()[4..6], ["0", "0"]);
        assert!(fs::read_to_string(proc.join("status")).unwrap().contains("Umask:\t0077"));
    }
    for key in ["6", "\x05"] {
        session.quiet();
        session.send(key);
    }
    session.sees("服务器上不写文件");
    // The window of documents, the import of files: no file of the server is named.
    for key in ["\x1b", "\x1b", "\r"] {
        session.quiet();
        session.send(key);
    }
    session.quiet();
    session.send("\x05");
    session.quiet();
    session.send("\r");
    session.sees("服务器上不写文件");
    let working = fs::read_link(proc.join("cwd")).unwrap_or_else(|_| "/proc".into());
    assert_eq!(working, Path::new("/proc"));
    session.send("\x1b");
    session.quiet();
    session.send("\x1b");
    session.quiet();
    session.send("\x11");
    assert!(session.ended(Duration::from_secs(3)).unwrap().success());
    served(&db, "zhang", "find 王明1", "");
    let lines = fs::read_to_string(&log).unwrap();
    assert!(lines.contains("zhang screens begin") && lines.contains("zhang screens end"), "{lines}");
    assert!(!lines.contains("王明") && !lines.contains("张三"), "{lines}");
    // A log that was moved away is begun anew.
    fs::rename(&log, folder.path().join("serve.log.1")).unwrap();
    let mut command = program(&db);
    command.args(args).env("SSH_ORIGINAL_COMMAND", "find 王明1");
    assert!(command.output().unwrap().status.success());
    let line = fs::read_to_string(&log).unwrap();
    assert!(line.lines().count() == 1 && line.ends_with("zhang command find\n"), "{line}");
}

#[test]
fn nothing_is_started() {
    let (folder, db) = office();
    let trace = folder.path().join("trace");
    let line = format!("exec strace -f -qq -e trace=execve,fork,vfork,clone,clone3 -o {} \"$@\"", trace.display());
    if !Command::new("strace").args(["-o", "/dev/null", "true"]).output().is_ok_and(|o| o.status.success()) {
        println!("skipped: no strace here, or it may not trace");
        return;
    }
    let args = ["serve", "--as", "li"];
    let mut session = Session::start(&Start { args: &args, shell: Some(&line), ..Start::on(&db) });
    session.sees("1今日");
    for key in ["2", "3", "4", "5", "6", "7", "8", "9", "0", "6", "\x05", "\x1a", "?", "\x1b"] {
        session.send(key);
        session.quiet();
    }
    session.send("\x11");
    let ended = session.ended(Duration::from_secs(10));
    assert!(ended.is_some_and(|status| status.success()), "{}", session.screen().contents());
    let calls = fs::read_to_string(&trace).unwrap();
    let program = format!("execve(\"{}\"", env!("CARGO_BIN_EXE_ganjiao"));
    let children = |line: &&str| {
        let thread = line.contains("CLONE_THREAD") || line.contains("resumed");
        (line.contains("fork(") || line.contains("clone") && !thread) || line.contains("execve(") && !line.contains(&program)
    };
    assert_eq!(calls.lines().filter(children).collect::<Vec<_>>(), Vec::<&str>::new());
    // Once as it was called, once by itself with a clean environment, in the same process.
    let own: BTreeSet<&str> = calls.lines().filter(|l| l.contains(&program)).filter_map(|l| l.split(' ').next()).collect();
    assert_eq!((calls.matches(&program).count(), own.len()), (2, 1));
}

#[test]
fn a_key_is_bound_to_one_user() {
    let (folder, db) = office();
    let db = db.canonicalize().unwrap();
    let (keys, public) = (folder.path().join("keys"), folder.path().join("id.pub"));
    let key = |verb: &[&str]| local(&db, "li", &[&["key"], verb, &["--file", keys.to_str().unwrap()]].concat());
    let add = |text: &str, name: &str, user: &str| {
        fs::write(&public, text).unwrap();
        key(&["add", name, "--user", user, public.to_str().unwrap()])
    };
    let made = add(&format!("{KEY} zhang@pc\n"), "zhang-pc", "zhang");
    assert!(made.status.success(), "{made:?}");
    let program = Path::new(env!("CARGO_BIN_EXE_ganjiao")).canonicalize().unwrap();
    let line = format!("restrict,pty,command=\"{} --db {} serve --as zhang\" {KEY} zhang-pc\n", program.display(), db.display());
    assert_eq!(fs::read_to_string(&keys).unwrap(), line);
    for (text, name, user) in [
        (KEY, "again", "zhang"),
        (&KEY.replace("FuO4", "FuO8"), "zhang-pc", "zhang"),
        (&format!("{KEY}\n{KEY}"), "two", "zhang"),
        (&format!("command=\"sh\" {KEY}"), "shell", "zhang"),
        (&KEY.replace("FuO4", "FuO8"), "x y", "zhang"),
        (&KEY.replace("FuO4", "FuO8"), "x", "nobody"),
        ("ssh-dss AAAA", "weak", "zhang"),
    ] {
        let refused = add(text, name, user);
        assert_eq!(refused.status.code(), Some(1), "{name}: {refused:?}");
    }
    assert_eq!(fs::read_to_string(&keys).unwrap(), line);
    Command::new("chmod").arg("666").arg(&keys).status().unwrap();
    assert!(words(&key(&["list"])).contains("chmod 644"));
    Command::new("chmod").arg("600").arg(&keys).status().unwrap();
    fs::write(&keys, format!("{line}{}\n", KEY.replace("FuO4", "FuO8"))).unwrap();
    let told = words(&key(&["list"]));
    assert!(told.contains("zhang-pc") && told.contains("2") && told.contains("shell"), "{told}");
    let account = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
    let doctor = |db: &Path| {
        words(&local(db, "li", &["doctor", "--server", "--account", account.trim(), "--keys", keys.to_str().unwrap()]))
    };
    Command::new("chmod").arg("640").arg(&db).status().unwrap();
    assert!(local(&db, "li", &["user", "disable", "zhang"]).status.success());
    let told = doctor(&db);
    assert!(told.contains(&format!("chmod 600 {}", db.display())) && told.contains("key remove zhang-pc"), "{told}");
    assert!(told.contains("shell"), "{told}");
    assert!(key(&["remove", "zhang-pc"]).status.success());
    assert!(!fs::read_to_string(&keys).unwrap().contains("command="));
    assert_eq!(key(&["remove", "zhang-pc"]).status.code(), Some(1));
}

#[test]
fn a_session_of_an_older_program_is_told_to_start_again() {
    let (_folder, db) = office();
    let mut store = Store::open(&db).unwrap();
    let newer = ganjiao::store::schema::version() + 1;
    Connection::open(&db).unwrap().pragma_update(None, "user_version", newer).unwrap();
    let act = ganjiao::store::Act { actor: "li".to_owned(), origin: "ssh".to_owned(), at: "2026-11-24 10:00:00".to_owned() };
    let refused = store.write(&act, "edit", |_| Ok(())).unwrap_err();
    assert!(matches!(refused, Error::Newer { .. }), "{refused:?}");
    assert!(refused.tell(ganjiao::text::Lang::Zh).contains("重新打开"));
}

/// Through a real server whose own settings allow everything: what holds is the line of the key.
#[test]
fn a_key_gives_no_shell_no_file_and_no_tunnel() {
    let (folder, db) = office();
    let Some(server) = Server::start(folder.path()) else { return };
    server.key(&db, "zhang");
    let me = server.ssh(&[], &["whoami"], "");
    assert!(me.status.success() && words(&me).contains("zhang"), "{me:?}");
    let told = words(&server.ssh(&["-v"], &["whoami"], ""));
    let options = told.lines().find(|line| line.contains("key options:")).unwrap_or_default();
    assert!(options.ends_with("key options: command pty"), "no agent, no X11, no tunnels, no rc: {options}\n{told}");
    for asked in [&["bash"][..], &["cat /etc/passwd"]] {
        let refused = server.ssh(&[], asked, "");
        let words = words(&refused);
        assert!(
            refused.status.code() == Some(1) && words.contains("not allowed") && !words.contains("root:"),
            "{asked:?} {words}"
        );
    }
    // sshd keeps the words of a subsystem to itself.
    assert_eq!(server.ssh(&["-s"], &["sftp"], "").status.code(), Some(1));
    assert_eq!(refusals(&db).len(), 3);
    let target = folder.path().join("stolen");
    for protocol in ["-O", "-s"] {
        assert!(!server.scp(protocol, &db, &target).status.success() && !target.exists(), "scp {protocol}");
    }
    let port = server.port.to_string();
    let tunnel = server.ssh(&["-W", &format!("127.0.0.1:{port}")], &[], "");
    assert!(!tunnel.status.success() && tunnel.stdout.is_empty(), "{tunnel:?}");
    let back = server.ssh(&["-N", "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1"], &[], "");
    assert!(!back.status.success(), "{back:?}");
    assert_eq!(server.ssh(&["-T"], &[], "").status.code(), Some(2));
    let english = server.ssh(&["-o", "SetEnv=LC_ALL=en_US.UTF-8 GANJIAO_DB=/nowhere.db"], &["whoami"], "");
    assert!(words(&english).starts_with("login zhang"), "{english:?}");
    assert_eq!(refusals(&db).len(), 5, "{:?}", refusals(&db));
}

#[test]
fn files_and_screens_go_through_a_server() {
    let (folder, db) = office();
    let Some(server) = Server::start(folder.path()) else { return };
    server.key(&db, "li");
    let sent = server.ssh(&[], &["export", "cadre", "--format=csv"], "");
    assert_eq!(sent.stdout, local(&db, "li", &["list", "cadre", "--format", "csv"]).stdout);
    let written = server.ssh(&[], &["import --yes"], ROLL);
    assert!(written.status.success(), "{written:?}");
    assert!(words(&server.ssh(&[], &["find", "李新来"], "")).contains("李新来"));
    let line = format!("exec {}", server.line(&["-tt"]));
    let mut session = Session::start(&Start { shell: Some(&line), ..Start::on(&db) });
    session.sees("1今日");
    session.quiet();
    session.send("\x11");
    assert!(session.ended(Duration::from_secs(5)).unwrap().success());
}
