//! Running the program in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// A new empty folder; `name` keeps tests apart.
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("variorum-test-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, contents).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program, to be run inside `folder`.
pub(crate) fn variorum(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_variorum"));
    command.current_dir(folder.path()).stdin(Stdio::null());
    command
}

/// Runs the program with arguments.
pub(crate) fn run(folder: &Folder, arguments: &[&str]) -> Output {
    variorum(folder).args(arguments).output().unwrap()
}

/// Runs the program where no file may grow past so many blocks of 512 bytes: a full disk without root or mount.
#[cfg(unix)]
pub(crate) fn run_on_full_disk(folder: &Folder, blocks: u32, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_variorum");
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' {arguments}");
    Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap()
}

/// Checks that the record verifies.
pub(crate) fn verifies(folder: &Folder) {
    let verified = run(folder, &["verify", "record"]);
    assert_eq!(verified.status.code(), Some(0), "{}", complaints(&verified));
}

/// Standard error of a run.
pub(crate) fn complaints(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two invented reports of one event.
pub(crate) fn two_reports(folder: &Folder) {
    folder.write(
        "in/harbour.txt",
        "Ferry strikes pier in Tessel Ford\n\nBy Ana Brandt\n\nAt least 12 people were injured when a ferry struck the pier in Tessel Ford on Monday.\n\n\
         “We heard a scream of metal and then nothing at all,” harbour master Pavla Dorn told the Coastal Courier.\n",
    );
    folder.write(
        "in/coast.txt",
        "Twelve hurt as ferry hits Tessel Ford pier\n\nA ferry hit the pier in Tessel Ford on Monday, injuring 12 people.\n\n\
         Harbour master Pavla Dorn said: “We heard a scream of metal and then nothing at all.”\n",
    );
}
