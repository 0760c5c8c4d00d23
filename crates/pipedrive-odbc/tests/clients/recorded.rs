//! Programs that this machine does not have: the calls they make are recorded in `recorded.py`.

use crate::bench::{Bench, script};

#[test]
fn what_power_bi_excel_tableau_and_libreoffice_call_is_answered() {
    // It needs the driver manager, which comes with this program.
    let Some(bench) = Bench::with("isql", &["--version"]) else { return };
    let said = bench.run("python3", &["-B", &script("recorded.py")], "");
    assert!(said.ends_with("all checked\n"), "{said}");
}
