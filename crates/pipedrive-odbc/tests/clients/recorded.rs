//! Programs that this machine does not have: the calls they make are recorded in `recorded.py`.

use crate::bench::{Bench, script};

#[test]
fn what_power_bi_excel_tableau_and_libreoffice_call_is_answered() {
    let Some(bench) = Bench::for_python_with_manager() else { return };
    let said = bench.run("python3", &["-B", &script("recorded.py")], "");
    assert!(said.ends_with("all checked\n"), "{said}");
}
