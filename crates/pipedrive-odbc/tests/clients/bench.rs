//! An emulated account and a data source for it, in a folder of its own.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pipedrive_sandbox::{Sandbox, SandboxConfig};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Says that tests that need a missing program fail.
const REQUIRED: &str = "PIPEDRIVE_SQL_REQUIRE_ODBC";

/// The data source `acme`.
pub(crate) struct Bench {
    folder: TempDir,
    sandbox: Sandbox,
    /// What programs find in their environment besides.
    variables: Vec<(String, String)>,
    /// Serves the account for as long as the bench stands.
    _runtime: Runtime,
}

impl Bench {
    /// A bench for a program that `probe` finds; `None` if it is missing and may be.
    pub(crate) fn with(program: &str, probe: &[&str]) -> Option<Self> {
        is_there(program, probe).then(Self::new)
    }

    /// A bench for Python that calls the driver manager by itself.
    pub(crate) fn for_python_with_manager() -> Option<Self> {
        // The driver manager comes with `isql`.
        let is_complete = is_there("python3", &["--version"]) && is_there("isql", &["--version"]);
        is_complete.then(Self::new)
    }

    fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let config = SandboxConfig { unlimited: true, ..SandboxConfig::default() };
        let sandbox = runtime.block_on(Sandbox::start(config)).unwrap();
        let folder = TempDir::new().unwrap();
        let keys = sandbox.connection_string().replace(';', "\n");
        fs::write(folder.path().join("odbc.ini"), format!("[acme]\nDriver=Pipedrive\n{keys}\n")).unwrap();
        let driver = format!("[Pipedrive]\nDriver={}\n", library().display());
        fs::write(folder.path().join("odbcinst.ini"), driver).unwrap();
        Self { folder, sandbox, variables: Vec::new(), _runtime: runtime }
    }

    /// The bench with a variable that its programs find.
    pub(crate) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Lets the driver manager trace all calls, and says where.
    pub(crate) fn trace(&self) -> PathBuf {
        let (trace, file) = (self.folder.path().join("trace"), self.folder.path().join("odbcinst.ini"));
        let drivers = fs::read_to_string(&file).unwrap();
        fs::write(file, format!("{drivers}\n[ODBC]\nTrace=Yes\nTraceFile={}\n", trace.display())).unwrap();
        trace
    }

    /// The account.
    pub(crate) fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Runs a program that finds the data source, and fails the test if it fails.
    pub(crate) fn run(&self, program: &str, arguments: &[&str], input: &str) -> String {
        let output = self.output(program, arguments, input);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut said = text(&output.stdout);
        if !output.status.success() {
            said += &text(&output.stderr);
            panic!("{program} {}: {}\n{said}", arguments.join(" "), output.status);
        }
        said
    }

    fn output(&self, program: &str, arguments: &[&str], input: &str) -> Output {
        let input_file = self.folder.path().join("input");
        fs::write(&input_file, input).unwrap();
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env("ODBCSYSINI", self.folder.path())
            .env("ODBCINI", self.folder.path().join("odbc.ini"));
        command.env("HOME", self.folder.path()).env_remove("PIPEDRIVE_SQL_CONNECTION").current_dir(self.folder.path());
        command.env("SQL_EXAMPLES", examples()).env("EMULATED_ACCOUNT", self.sandbox.connection_string());
        command.env("ODBC_DRIVER", library()).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(fs::File::open(input_file).unwrap()).output().unwrap()
    }
}

/// Whether a program ends well with these arguments; says that tests are skipped where it does not.
pub(crate) fn is_there(program: &str, probe: &[&str]) -> bool {
    let found = Command::new(program).args(probe).stdin(Stdio::null()).output();
    if found.is_ok_and(|output| output.status.success()) {
        return true;
    }
    assert!(std::env::var_os(REQUIRED).is_none(), "{REQUIRED} is set, and `{program} {}` fails", probe.join(" "));
    let mut out = std::io::stderr().lock();
    writeln!(out, "skipped: `{program} {}` fails", probe.join(" ")).unwrap();
    false
}

/// The folder of questions that the README runs.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sql-examples")
}

/// The path of a script in this folder.
pub(crate) fn script(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name).display().to_string()
}

/// The driver, which stands beside the program of the tests.
pub(crate) fn library() -> PathBuf {
    let name = format!("{DLL_PREFIX}pipedriveodbc{DLL_SUFFIX}");
    let library = std::env::current_exe().unwrap().with_file_name(name);
    assert!(library.is_file(), "there is no {}", library.display());
    library
}
