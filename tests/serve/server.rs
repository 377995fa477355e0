//! An OpenSSH server of our own on loopback, for as long as a test runs. Its settings allow what they can, so that only the
//! line of the key forbids.

use std::{
    fs,
    io::Write as _,
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

pub struct Server {
    pub port: u16,
    folder: PathBuf,
    user: String,
    child: Child,
}

impl Server {
    /// Starts it in a folder; `None`, with words why, where it cannot be.
    pub fn start(folder: &Path) -> Option<Self> {
        // It wants to be called by its whole path.
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
        let Some(sshd) = folders.find_map(|folder| Some(folder.join("sshd")).filter(|sshd| sshd.exists())) else {
            println!("skipped: no sshd here");
            return None;
        };
        for name in ["host", "id"] {
            let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(folder.join(name)).output();
            if !made.is_ok_and(|made| made.status.success()) {
                println!("skipped: no ssh-keygen here");
                return None;
            }
        }
        // Where root starts it, it wants this folder, which its package makes at boot only.
        fs::create_dir_all("/run/sshd").ok();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let at = |name: &str| folder.join(name).display().to_string();
        let config = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
             PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n\
             AcceptEnv LANG LC_* GANJIAO_DB\nAllowTcpForwarding yes\nAllowAgentForwarding yes\nX11Forwarding yes\nPermitTunnel yes\n\
             Subsystem sftp internal-sftp\n",
            at("host"),
            at("pid"),
            at("keys")
        );
        fs::write(folder.join("config"), config).unwrap();
        let tested = Command::new(&sshd).args(["-t", "-f"]).arg(folder.join("config")).output().unwrap();
        if !tested.status.success() {
            println!("skipped: sshd does not start here: {}", String::from_utf8_lossy(&tested.stderr));
            return None;
        }
        let log = fs::File::create(folder.join("sshd.log")).unwrap();
        let child = Command::new(&sshd).args(["-D", "-e", "-f"]).arg(folder.join("config")).stderr(log).spawn().unwrap();
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap().trim().to_owned();
        let server = Self { port, folder: folder.to_owned(), user, child };
        let until = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < until, "{}", fs::read_to_string(folder.join("sshd.log")).unwrap());
            thread::sleep(Duration::from_millis(20));
        }
        Some(server)
    }

    /// Binds the client's key to a user, by the program's own command.
    pub fn key(&self, db: &Path, user: &str) {
        let (keys, public) = (self.folder.join("keys"), self.folder.join("id.pub"));
        let mut add = Command::new(env!("CARGO_BIN_EXE_ganjiao"));
        add.arg("--db").arg(db).args(["--as", "li", "key", "add", "test", "--user", user]);
        let made = add.arg(public).arg("--file").arg(keys).output().unwrap();
        assert!(made.status.success(), "{made:?}");
    }

    fn options(&self) -> Vec<String> {
        let id = self.folder.join("id").display().to_string();
        let set = ["IdentitiesOnly=yes", "IdentityAgent=none", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null"];
        let more = ["BatchMode=yes", "ConnectTimeout=5", "SendEnv=LANG LC_*"];
        let mut options: Vec<String> = ["-F", "/dev/null", "-i", &id].map(ToOwned::to_owned).to_vec();
        options.extend(set.iter().chain(&more).map(|option| format!("-o{option}")));
        options
    }

    fn host(&self) -> String {
        format!("{}@127.0.0.1", self.user)
    }

    /// Runs the client with options, what it asks for, and what it sends in.
    pub fn ssh(&self, options: &[&str], asked: &[&str], sent: &str) -> Output {
        let mut command = Command::new("ssh");
        command
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("LC_ALL")
            .args(self.options())
            .arg(format!("-p{}", self.port))
            .args(options);
        command.arg(self.host()).args(asked);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(sent.as_bytes()).ok();
        child.wait_with_output().unwrap()
    }

    /// The client's call as a shell line.
    pub fn line(&self, options: &[&str]) -> String {
        let quoted = |word: String| format!("'{word}'");
        let words: Vec<String> = self.options().into_iter().map(quoted).collect();
        format!("ssh {} -p{} {} {}", words.join(" "), self.port, options.join(" "), self.host())
    }

    /// Tries to copy a file to the server's own machine, by the old protocol (`-O`) or by sftp (`-s`).
    pub fn scp(&self, protocol: &str, from: &Path, to: &Path) -> Output {
        let mut command = Command::new("scp");
        command.args(self.options()).args([protocol, "-P", &self.port.to_string()]);
        command.arg(from).arg(format!("{}:{}", self.host(), to.display())).output().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
